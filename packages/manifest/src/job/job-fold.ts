import { applyRecord } from "./apply-record.js";
import type { JobRecord } from "./job-record.js";
import type { SourceRead } from "../evidence/source-read.js";
import { begunAfter, type JobState, UNTAKEN } from "./job-state.js";

/** What was verified of one file. */
export interface LedgerEntry {
  readonly bytes: number;
  readonly hash: string;
  /** The source's time of last change, nanoseconds since the epoch in decimal. Older journals have none. */
  readonly modified?: string;
  /** Which file the source was and when it was last touched, as one number. Older journals have none. */
  readonly identity?: number;
  /** How the first reading of the source was checked; absent: it was not. */
  readonly sourceRead?: SourceRead | undefined;
}

/** Every file verified so far, by path at the destination; the last word counts. */
export type Ledger = ReadonlyMap<string, LedgerEntry>;

type VerifiedRecord = Extract<JobRecord, { readonly type: "verified" }>;

/** Folds a job's records, oldest first, into its state. */
export function foldJobState(records: Iterable<JobRecord>): JobState {
  return foldJob(records).state;
}

/** The same with the ledger. */
export function foldJob(records: Iterable<JobRecord>): JobFold {
  const fold = new JobFold();
  for (const record of records) fold.add(record);
  return fold;
}

/**
 * The state after one more record, for whoever keeps states and no lists of files: what is verified of a copy under way is not counted.
 * `begins`: as `JobFold.add` has it. `known`: undefined where there was no record yet.
 */
export function foldRecord(
  known: JobState | undefined,
  record: JobRecord,
): { readonly state: JobState; readonly begins: boolean } {
  const state = known ?? UNTAKEN;
  const before = state.digest;
  const digest = ("digest" in record ? record.digest : undefined) ?? before;
  // Also where the line that accepted it is damaged.
  const begins = record.type === "accepted" || (before !== undefined && digest !== before);
  return { state: { ...applyRecord(begins ? begunAfter(state) : state, record), digest }, begins };
}

/** Keeps up with a job's journal as it grows, at the cost of what is new. */
export class JobFold {
  readonly #ledger = new Map<string, LedgerEntry>();
  #verifiedBytes = 0;
  #state = UNTAKEN;

  get state(): JobState {
    return { ...this.#state, verified: { files: this.#ledger.size, bytes: this.#verifiedBytes } };
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /** True when the record begins another job under the manifest's name. */
  add(record: JobRecord): boolean {
    const { state, begins } = foldRecord(this.#state, record);
    if (begins) {
      this.#ledger.clear();
      this.#verifiedBytes = 0;
    }
    this.#state = state;
    if (record.type === "verified") for (const file of record.files) this.#verify(file, record.sourceRead);
    return begins;
  }

  #verify(
    { path, bytes, hash, modified, identity }: VerifiedRecord["files"][number],
    sourceRead: SourceRead | undefined,
  ): void {
    this.#verifiedBytes += bytes - (this.#ledger.get(path)?.bytes ?? 0);
    this.#ledger.set(path, {
      bytes,
      hash,
      ...(modified === undefined ? {} : { modified }),
      ...(identity === undefined ? {} : { identity }),
      ...(sourceRead === undefined ? {} : { sourceRead }),
    });
  }
}
