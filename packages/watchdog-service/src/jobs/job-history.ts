import { foldJobState, JobRecordSchema, type JobRecord, type JobState } from "@rigline/manifest";
import type { JournalRecord } from "@rigline/core/journal";
import type { LedgerEntry } from "../copy/copy-tree.js";

/** What a job's journal says about the job that is now under the manifest's name. */
export interface JobHistory {
  /** Without the verified files, which the ledger has. */
  readonly state: Omit<JobState, "verified">;
  /** sha256 of the manifest; undefined when no record says one. */
  readonly digest: string | undefined;
  /** When the schedule lets it begin. */
  readonly scheduledUntil: Date | undefined;
  /** Every file verified so far, by path; the last word counts. */
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  /** The last post has no answer on record, not even that none came. */
  readonly unanswered: boolean;
  readonly sourceDeleted: boolean;
  /** Failures in a row. */
  readonly failures: number;
  readonly parkedCode: string | undefined;
}

/** Reads typed records out of a journal; what another version wrote and this one does not know is passed over. */
export function toJobRecords(records: readonly JournalRecord[]): readonly JobRecord[] {
  return records.flatMap((record) => {
    const parsed = JobRecordSchema.safeParse(record);
    return parsed.success ? [parsed.data] : [];
  });
}

export function readHistory(records: readonly JobRecord[]): JobHistory {
  const history = new HistoryReader();
  for (const record of records) history.add(record);
  return history.read();
}

/** Keeps up with a journal as it grows, at the cost of what is new. */
export class HistoryReader {
  readonly #ledger = new Map<string, LedgerEntry>();
  /** Of the current job; of verified records only that there were some. */
  #records: JobRecord[] = [];

  #digest: string | undefined;

  add(record: JobRecord): void {
    const digest = "digest" in record ? record.digest : undefined;
    // Also where the line that accepted it is damaged.
    const isAnother = digest !== undefined && this.#digest !== undefined && digest !== this.#digest;
    if (record.type === "accepted" || isAnother) {
      this.#records = [];
      this.#ledger.clear();
    }
    this.#digest = digest ?? this.#digest;
    if (record.type !== "verified") {
      this.#records.push(record);
      return;
    }
    for (const { path, ...file } of record.files) this.#ledger.set(path, entryOf(file));
    if (this.#records.at(-1)?.type !== "verified") this.#records.push({ ...record, files: [] });
  }

  read(): JobHistory {
    let history: Omit<JobHistory, "state" | "ledger"> = {
      digest: this.#digest,
      unanswered: false,
      scheduledUntil: undefined,
      sourceDeleted: false,
      failures: 0,
      parkedCode: undefined,
    };
    for (const record of this.#records) {
      if (record.type === "scheduled") history = { ...history, scheduledUntil: new Date(record.until) };
      else if (record.type === "submitting") history = { ...history, unanswered: true };
      else if (record.type === "attemptFailed")
        history = { ...history, failures: history.failures + 1, unanswered: false };
      else if (record.type === "parked") history = { ...history, parkedCode: record.code, unanswered: false };
      else if (record.type === "redriven") history = { ...history, failures: 0, parkedCode: undefined };
      else if (record.type === "sourceDeleted") history = { ...history, sourceDeleted: true, failures: 0 };
      else if (record.type === "published" || record.type === "submitted") history = { ...history, failures: 0 };
    }
    return { ...history, ledger: this.#ledger, state: foldJobState(this.#records) };
  }
}

function entryOf({
  bytes,
  hash,
  modified,
  identity,
}: {
  bytes: number;
  hash: string;
  modified?: string | undefined;
  identity?: string | undefined;
}): LedgerEntry {
  return {
    bytes,
    hash,
    ...(modified === undefined ? {} : { modified }),
    ...(identity === undefined ? {} : { identity }),
  };
}
