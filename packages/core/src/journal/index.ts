export { journalError } from "./journal-errors.js";
export type { Journal, JournalRecord } from "./journal-record.js";
export { openJournal, type DurableBytes, type JournalOptions } from "./open-journal.js";
export { readJournal, type DamagedLine, type JournalContents } from "./read-journal.js";
