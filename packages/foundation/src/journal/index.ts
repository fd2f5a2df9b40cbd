export { journalError } from "./journal-errors.js";
export { encodeLine } from "./journal-line.js";
export { type Journal, type JournalRecord } from "./journal-record.js";
export { type DurableBytes, type JournalOptions, openJournal } from "./open-journal.js";
export { type JournalTail, readJournalTail, type TailLine } from "./read-journal-tail.js";
export { type DamagedLine, type JournalContents, readJournal, readJournalIfThere } from "./read-journal.js";
