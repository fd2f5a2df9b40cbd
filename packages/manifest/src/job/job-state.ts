import type { JobRecord } from "./job-record.js";

/** Where a hand-off stands, folded from its journal. */
export interface JobState {
  readonly step: "accepted" | "scheduled" | "copying" | "published" | "submitted" | "complete" | "parked";
  readonly name: string | undefined;
  readonly destination: string | undefined;
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
  readonly archivedTo: string | undefined;
  /** The last failure, while it has not been overcome. */
  readonly failure:
    | {
        readonly step: string;
        readonly code: string;
        readonly message: string;
        /** Null: it is not tried again by itself. */
        readonly retryAt: string | null;
        /** What a person should do about a parked job; null while the daemon still tries. */
        readonly todo: string | null;
      }
    | undefined;
}

const EMPTY: JobState = {
  step: "accepted",
  name: undefined,
  destination: undefined,
  planned: undefined,
  verified: { files: 0, bytes: 0 },
  published: undefined,
  submission: undefined,
  archivedTo: undefined,
  failure: undefined,
};

/** Folds a job's records, oldest first, into its state. */
export function foldJobState(records: Iterable<JobRecord>): JobState {
  let state = EMPTY;
  const verified = new Map<string, number>();
  for (const record of records) {
    state = apply(state, record);
    if (record.type === "accepted") verified.clear();
    if (record.type === "verified") for (const { path, bytes } of record.files) verified.set(path, bytes);
  }
  const bytes = [...verified.values()].reduce((sum, size) => sum + size, 0);
  return { ...state, verified: { files: verified.size, bytes } };
}

function apply(state: JobState, record: JobRecord): JobState {
  switch (record.type) {
    case "accepted":
      return { ...EMPTY, name: record.name, destination: record.destination };
    case "scheduled":
      return { ...state, step: "scheduled" };
    case "planned":
      return { ...state, step: "copying", planned: { files: record.files, bytes: record.bytes } };
    case "verified":
      return { ...state, step: "copying" };
    case "published": {
      const { files, bytes, algorithm, milliseconds } = record;
      const unflushed = record.flushed === false ? { flushed: false as const } : {};
      const published = { files, bytes, algorithm, milliseconds, ...unflushed };
      return { ...state, step: "published", published, failure: undefined };
    }
    case "submitted": {
      const { endpoint, status, answer } = record;
      return { ...state, step: "submitted", submission: { endpoint, status, answer }, failure: undefined };
    }
    case "destination":
    case "submitting":
    case "cleared":
    case "sourceDeleted":
      return state;
    case "archived":
      return { ...state, step: "complete", archivedTo: record.to, failure: undefined };
    case "attemptFailed": {
      const { step, code, message, retryAt } = record;
      return { ...state, failure: { step, code, message, retryAt, todo: null } };
    }
    case "parked":
      return {
        ...state,
        step: "parked",
        failure: { step: "parked", code: record.code, message: record.reason, retryAt: null, todo: record.todo },
      };
    case "redriven":
      return { ...state, step: "accepted", failure: undefined };
  }
}
