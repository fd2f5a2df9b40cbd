import type { DestinationPlace } from "@rigline/foundation/places";
import { DestinationPlaceSchema, type JobRecord } from "./job-record.js";

/** Where the job stands that is now under a manifest's name, folded from its journal. */
export interface JobState {
  readonly step: "accepted" | "scheduled" | "copying" | "published" | "submitted" | "complete" | "parked";
  readonly name: string | undefined;
  /** sha256 of the manifest's bytes; undefined when no record says one. */
  readonly digest: string | undefined;
  /** `<destination>/<name>`. */
  readonly destination: string | undefined;
  /** When the schedule lets it begin, ISO 8601 in UTC. */
  readonly scheduledUntil: string | undefined;
  /** What the destination was found to be, as far as a person has not told otherwise since. */
  readonly place: DestinationPlace | undefined;
  readonly planned: { readonly files: number; readonly bytes: number } | undefined;
  /** What is verified so far, each path once. */
  readonly verified: { readonly files: number; readonly bytes: number };
  readonly published:
    | {
        readonly files: number;
        readonly bytes: number;
        readonly algorithm: string;
        readonly milliseconds: number;
        /** False: read back and equal, but the share has no flush. Absent: flushed. */
        readonly flushed?: false;
      }
    | undefined;
  readonly submission:
    | { readonly endpoint: string | null; readonly status: number | null; readonly answer: string | undefined }
    | undefined;
  /** What the transfer service said last of the upload; undefined: nothing yet, or it is not asked. */
  readonly upload: UploadState | undefined;
  /** What was asked to be deleted at the rig is, or was rightly kept. */
  readonly sourceDeleted: boolean;
  readonly archivedTo: string | undefined;
  /** Attempts that failed since the last step that was done. */
  readonly failuresInARow: number;
  /** Why it is set aside. */
  readonly parkedCode: string | undefined;
  /** The last failure, while it has not been overcome. */
  readonly failure:
    | {
        readonly step: string;
        readonly code: string;
        readonly message: string;
        /**
         * Null: it is not tried again by itself. A time that is over: it is tried again since then, and fails in the same way, or
         * is at it now; failures that say nothing new are not recorded each time.
         */
        readonly retryAt: string | null;
        /** What a person should do about a parked job; null while the daemon still tries. */
        readonly todo: string | null;
        /** Until when the service asked not to be posted to again, ISO 8601 in UTC. */
        readonly notBefore?: string;
      }
    | undefined;
}

/** An upload as the transfer service told of it. */
export interface UploadState {
  readonly state: "queued" | "running" | "success" | "failed" | "lost";
  /** The service's own name of the job. */
  readonly job: string | undefined;
  readonly reason: string | undefined;
  /** When that was recorded, ISO 8601 in UTC. */
  readonly since: string | undefined;
}

const EMPTY: JobState = {
  step: "accepted",
  name: undefined,
  digest: undefined,
  destination: undefined,
  scheduledUntil: undefined,
  place: undefined,
  planned: undefined,
  verified: { files: 0, bytes: 0 },
  published: undefined,
  submission: undefined,
  upload: undefined,
  sourceDeleted: false,
  archivedTo: undefined,
  failuresInARow: 0,
  parkedCode: undefined,
  failure: undefined,
};

/** What was verified of one file. */
export interface LedgerEntry {
  readonly bytes: number;
  readonly hash: string;
  /** The source's time of last change, nanoseconds since the epoch in decimal. Older journals have none. */
  readonly modified?: string;
  /** Which file the source was and when it was last touched, as one number. Older journals have none. */
  readonly identity?: number;
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

/** Keeps up with a job's journal as it grows, at the cost of what is new. */
export class JobFold {
  readonly #ledger = new Map<string, LedgerEntry>();
  #verifiedBytes = 0;
  #state = EMPTY;

  get state(): JobState {
    return { ...this.#state, verified: { files: this.#ledger.size, bytes: this.#verifiedBytes } };
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /** True when the record begins another job under the manifest's name. */
  add(record: JobRecord): boolean {
    const before = this.#state.digest;
    const digest = ("digest" in record ? record.digest : undefined) ?? before;
    // Also where the line that accepted it is damaged.
    const begins = record.type === "accepted" || (before !== undefined && digest !== before);
    if (begins) {
      this.#ledger.clear();
      this.#verifiedBytes = 0;
      this.#state = EMPTY;
    }
    this.#state = { ...apply(this.#state, record), digest };
    if (record.type === "verified") for (const file of record.files) this.#verify(file);
    return begins;
  }

  #verify({ path, bytes, hash, modified, identity }: VerifiedRecord["files"][number]): void {
    this.#verifiedBytes += bytes - (this.#ledger.get(path)?.bytes ?? 0);
    this.#ledger.set(path, {
      bytes,
      hash,
      ...(modified === undefined ? {} : { modified }),
      ...(identity === undefined ? {} : { identity }),
    });
  }
}

/** The last step that was done is behind us, and with it what failed before. */
const OVERCOME = { failure: undefined, failuresInARow: 0 } as const;

function apply(state: JobState, record: JobRecord): JobState {
  switch (record.type) {
    case "accepted":
      return { ...EMPTY, name: record.name, destination: record.destination };
    case "scheduled":
      return { ...state, step: "scheduled", scheduledUntil: record.until };
    case "destination":
      return { ...state, place: DestinationPlaceSchema.parse(record) };
    case "planned":
      return { ...state, step: "copying", planned: { files: record.files, bytes: record.bytes } };
    case "verified":
      return { ...state, step: "copying" };
    case "published": {
      const { files, bytes, algorithm, milliseconds } = record;
      const unflushed = record.flushed === false ? { flushed: false as const } : {};
      const published = { files, bytes, algorithm, milliseconds, ...unflushed };
      return { ...state, step: "published", published, ...OVERCOME };
    }
    case "submitted": {
      const { endpoint, status, answer } = record;
      return { ...state, step: "submitted", submission: { endpoint, status, answer }, ...OVERCOME };
    }
    case "upload":
      return {
        ...state,
        upload: { state: record.state, job: record.job, reason: record.reason, since: record.at },
      };
    case "sourceDeleted":
      return { ...state, sourceDeleted: true, failuresInARow: 0 };
    case "submitting":
    case "cleared":
    case "tell":
    case "told":
      return state;
    case "archived":
      return { ...state, step: "complete", archivedTo: record.to, failure: undefined };
    case "attemptFailed": {
      const { step, code, message, retryAt, notBefore } = record;
      const asked = notBefore === undefined ? {} : { notBefore };
      const failure = { step, code, message, retryAt, todo: null, ...asked };
      // Those that said nothing new are not on record, and counted all the same.
      return { ...state, failure, failuresInARow: Math.max(state.failuresInARow + 1, record.attempt) };
    }
    case "parked":
      return {
        ...state,
        step: "parked",
        parkedCode: record.code,
        failure: { step: "parked", code: record.code, message: record.reason, retryAt: null, todo: record.todo },
      };
    case "redriven":
      // A person has looked: what the destination is now is what it is meant to be.
      return { ...state, step: "accepted", ...OVERCOME, parkedCode: undefined, place: undefined };
  }
}
