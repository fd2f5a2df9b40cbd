import type { JobRecord } from "@rigline/manifest";
import type { JobHistory, OpenJobJournal } from "./job-journal.js";

/** Hears what job journals say, as they are opened and written. It must not throw. */
export interface JournalListener {
  readonly onOpen?: (path: string, history: () => JobHistory) => void;
  /** `history`: with the record. */
  readonly onRecord: (path: string, record: JobRecord, history: () => JobHistory) => void;
}

/** The same journals, heard. */
export function hearJournals(openJournal: OpenJobJournal, { onOpen, onRecord }: JournalListener): OpenJobJournal {
  return (path) => {
    const journal = openJournal(path);
    const history = (): JobHistory => journal.history();
    onOpen?.(path, history);
    const append = (...records: readonly JobRecord[]): void => {
      journal.append(...records);
      for (const record of records) onRecord(path, record, history);
    };
    return { ...journal, append };
  };
}
