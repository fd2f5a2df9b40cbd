import { openJournal, type DurableBytes, type JournalRecord } from "@rigline/foundation/journal";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import type { JobRecord } from "@rigline/manifest";
import { HistoryReader, toJobRecords, type JobHistory } from "./job-history.js";

/** A job's journal while somebody works on the job. */
export interface JobJournal {
  history(): JobHistory;
  append(...records: readonly JobRecord[]): void;
  close(): void;
}

export type OpenJobJournal = (path: string) => JobJournal;

/**
 * Opens job journals. A line that the disk has damaged is passed over: what it said is then found out again, from the
 * source, the destination and the service.
 */
export function jobJournals(fileSystem: FileSystem, clock: Pick<Clock, "now">): OpenJobJournal {
  const durable: DurableBytes = new Map();
  return (path) => {
    const reader = new HistoryReader();
    let opened = false;
    const onRecord = (record: JournalRecord): void => {
      // What is appended is typed already; of a large job, looking again would be the most of the work.
      if (!opened) for (const known of toJobRecords([record])) reader.add(known);
    };
    const journal = openJournal(path, { fileSystem, clock, damaged: "skip", durable, onRecord });
    opened = true;
    return {
      history: () => reader.read(),
      append: (...records) => {
        journal.appendAll(records);
        for (const record of records) reader.add(record);
      },
      close: () => journal.close(),
    };
  };
}

/** The same journal, whose records of what was done say for which manifest: their `accepted` may be damaged one day. */
export function forManifest(journal: JobJournal, digest: string): JobJournal {
  return {
    ...journal,
    append: (...records) => journal.append(...records.map((record) => withDigest(record, digest))),
  };
}

const DONE = ["planned", "published", "submitting", "submitted", "sourceDeleted", "archived"] as const;
type DoneRecord = Extract<JobRecord, { readonly type: (typeof DONE)[number] }>;

function withDigest(record: JobRecord, digest: string): JobRecord {
  return isDone(record) ? { ...record, digest } : record;
}

function isDone(record: JobRecord): record is DoneRecord {
  return (DONE as readonly string[]).includes(record.type);
}
