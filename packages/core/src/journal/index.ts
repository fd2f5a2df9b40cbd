export type { Journal, JournalRecord } from "./journal-record.js";
