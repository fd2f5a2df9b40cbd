import type { JobRecord } from "@rigline/manifest";
import type { JobJournal } from "./job-journal.js";

/** The same journal, whose records of what was done say for which manifest: their `accepted` may be damaged one day. */
export function forManifest(journal: JobJournal, digest: string): JobJournal {
  return {
    ...journal,
    append: (...records) => journal.append(...records.map((record) => withDigest(record, digest))),
    note: (...records) => journal.note(...records.map((record) => withDigest(record, digest))),
  };
}

const DONE = [
  "further",
  "planned",
  "published",
  "awaiting",
  "gathered",
  "submitting",
  "submitted",
  "announced",
  "upload",
  "sourceDeleted",
  "archived",
] as const;
type DoneRecord = Extract<JobRecord, { readonly type: (typeof DONE)[number] }>;

function withDigest(record: JobRecord, digest: string): JobRecord {
  return isDone(record) ? { ...record, digest } : record;
}

function isDone(record: JobRecord): record is DoneRecord {
  return (DONE as readonly string[]).includes(record.type);
}
