import { foldJobState, JobRecordSchema, type JobRecord, type JobState } from "@rigline/manifest";
import type { JournalRecord } from "@rigline/core/journal";
import type { VerifiedFile } from "../copy/copy-task.js";

/** What a job's journal says about the job that is now under the manifest's name. */
export interface JobHistory {
  readonly state: JobState;
  /** sha256 of the manifest; undefined when none was accepted yet. */
  readonly digest: string | undefined;
  /** When the schedule lets it begin. */
  readonly scheduledUntil: Date | undefined;
  /** Every file verified so far, by path; the last word counts. */
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  readonly sourceDeleted: boolean;
  /** Failures in a row. */
  readonly failures: number;
  readonly parkedCode: string | undefined;
}

type LedgerEntry = Pick<VerifiedFile, "bytes" | "hash"> & { readonly modified?: string };

/** Reads typed records out of a journal; what another version wrote and this one does not know is passed over. */
export function toJobRecords(records: readonly JournalRecord[]): readonly JobRecord[] {
  return records.flatMap((record) => {
    const parsed = JobRecordSchema.safeParse(record);
    return parsed.success ? [parsed.data] : [];
  });
}

export function readHistory(records: readonly JobRecord[]): JobHistory {
  const start = records.findLastIndex((record) => record.type === "accepted");
  const current = records.slice(Math.max(start, 0));
  const ledger = new Map<string, LedgerEntry>();
  let history: Omit<JobHistory, "state" | "ledger"> = {
    digest: undefined,
    scheduledUntil: undefined,
    sourceDeleted: false,
    failures: 0,
    parkedCode: undefined,
  };
  for (const record of current) {
    if (record.type === "accepted") history = { ...history, digest: record.digest };
    else if (record.type === "scheduled") history = { ...history, scheduledUntil: new Date(record.until) };
    else if (record.type === "attemptFailed") history = { ...history, failures: history.failures + 1 };
    else if (record.type === "parked") history = { ...history, parkedCode: record.code };
    else if (record.type === "redriven") history = { ...history, failures: 0, parkedCode: undefined };
    else if (record.type === "sourceDeleted") history = { ...history, sourceDeleted: true, failures: 0 };
    else if (record.type === "published" || record.type === "submitted") history = { ...history, failures: 0 };
    else if (record.type === "verified") for (const { path, ...file } of record.files) ledger.set(path, entryOf(file));
  }
  return { ...history, ledger, state: foldJobState(current) };
}

function entryOf({
  bytes,
  hash,
  modified,
}: {
  bytes: number;
  hash: string;
  modified?: string | undefined;
}): LedgerEntry {
  return modified === undefined ? { bytes, hash } : { bytes, hash, modified };
}
