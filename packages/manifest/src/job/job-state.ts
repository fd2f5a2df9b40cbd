import type { DestinationPlace } from "@rigline/foundation/places";
import type { Awaiting, UploadPart } from "../parts/index.js";
import { type Selected, selectedIn } from "../selection/selected.js";
import type { Submission } from "../submit-request/submission.js";
import type { CopyOf, FurtherCopy } from "../further/further-copy.js";
import { DestinationPlaceSchema, type JobRecord } from "./job-record.js";
import type { FoundCopy } from "./describe-damage.js";
import type { Decision } from "./decision.js";
import type { ReadBack } from "./read-back.js";
import { addRoomUse, type RoomUse } from "./room-forecast.js";
import type { UploadState } from "./upload-status.js";

/** Where the job stands that is now under a manifest's name, folded from its journal. */
export interface JobState {
  readonly step: "accepted" | "scheduled" | "copying" | "published" | "submitted" | "complete" | "parked" | "cancelled";
  readonly name: string | undefined;
  /** sha256 of the manifest's bytes; undefined when no record says one. */
  readonly digest: string | undefined;
  /** `<destination>/<name>`. */
  readonly destination: string | undefined;
  /** The session of which it is one more copy; undefined: it is a session's own. */
  readonly copyOf: CopyOf | undefined;
  /** The session's further copies, each a job of its own; undefined: none, or they are not written down yet. */
  readonly further: readonly FurtherCopy[] | undefined;
  /** When the schedule lets it begin, ISO 8601 in UTC. */
  readonly scheduledUntil: string | undefined;
  /** From when on the rest is copied of a job of which a part goes first, ISO 8601 in UTC; undefined: it is not decided yet. */
  readonly restFrom: string | undefined;
  /** What the destination was found to be, as far as a person has not told otherwise since. */
  readonly place: DestinationPlace | undefined;
  /** `first`: of what goes first alone. */
  readonly planned: { readonly files: number; readonly bytes: number; readonly first?: true } | undefined;
  /** What was chosen of the sources by patterns, and what these leave at the rig; undefined: all is taken. */
  readonly selected: Selected | undefined;
  /** What is verified so far, each path once. */
  readonly verified: { readonly files: number; readonly bytes: number };
  readonly published:
    | {
        readonly files: number;
        readonly bytes: number;
        readonly algorithm: string;
        readonly milliseconds: number;
        /** From what; absent: it is not recorded. */
        readonly readBack?: ReadBack;
        /** False: read back and equal, but the share has no flush. Absent: flushed. */
        readonly flushed?: false;
        /** False: the share keeps no times. Absent: files have those of their sources, as far as is known. */
        readonly timesKept?: false;
      }
    | undefined;
  /** Who had the published copy read again last, and whether all of it was there and unchanged; undefined: nobody. */
  readonly verification: (Decision & { readonly isWhole: boolean; readonly found: FoundCopy }) | undefined;
  /** What its part of a session waits for; undefined: nothing, or it is the whole session. */
  readonly awaiting: Awaiting | undefined;
  /** What each computer's request says of its modalities; undefined: not all have handed off theirs, or it is not this one's to submit. */
  readonly gathered: readonly UploadPart[] | undefined;
  readonly submission: Submission | undefined;
  /** The other computers that hand off the session have been told of the submission. */
  readonly announced: boolean;
  /** When the service took the job, ISO 8601; by its own clock where it told. */
  readonly submittedAt: { readonly at: string; readonly byService: boolean } | undefined;
  /** What the transfer service said last of the upload; undefined: nothing yet, or it is not asked. */
  readonly upload: UploadState | undefined;
  /** What was asked to be deleted at the rig is, or was rightly kept. */
  readonly sourceDeleted: boolean;
  readonly archivedTo: string | undefined;
  /** Of a share or disk, not of a job: what was published there. */
  readonly room: readonly RoomUse[];
  /** Attempts that failed since the last step that was done. */
  readonly failuresInARow: number;
  /** Why it is set aside. */
  readonly parkedCode: string | undefined;
  /** Nothing is done for it, wherever it stands, until it is released. */
  readonly held: Decision | undefined;
  /** Who ended it, or how; a wanted end, no trouble. */
  readonly cancelled:
    | { readonly by: string | undefined; readonly at: string | undefined; readonly reason: string }
    | undefined;
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

/** Of a manifest that nobody has taken. */
export const UNTAKEN: JobState = {
  step: "accepted",
  name: undefined,
  digest: undefined,
  destination: undefined,
  copyOf: undefined,
  further: undefined,
  scheduledUntil: undefined,
  restFrom: undefined,
  place: undefined,
  planned: undefined,
  selected: undefined,
  verified: { files: 0, bytes: 0 },
  published: undefined,
  awaiting: undefined,
  gathered: undefined,
  submission: undefined,
  announced: false,
  verification: undefined,
  submittedAt: undefined,
  upload: undefined,
  sourceDeleted: false,
  archivedTo: undefined,
  room: [],
  failuresInARow: 0,
  parkedCode: undefined,
  held: undefined,
  cancelled: undefined,
  failure: undefined,
};

/**
 * What another job under the manifest's name begins with. A hold is of the session that the manifest names, and a corrected
 * manifest does not end it; what was decided before anybody had read the manifest is of the job that comes of it.
 */
export function begunAfter({ digest, step, held, scheduledUntil }: JobState): JobState {
  if (step === "complete" || step === "cancelled") return UNTAKEN;
  return { ...UNTAKEN, held, scheduledUntil: digest === undefined ? scheduledUntil : undefined };
}

/** The last step that was done is behind us, and with it what failed before. */
const OVERCOME = { failure: undefined, failuresInARow: 0 } as const;

/** What a record changes, but for what is verified and for which manifest it is. */
export function applyRecord(state: JobState, record: JobRecord): JobState {
  switch (record.type) {
    case "accepted":
      return { ...state, name: record.name, destination: record.destination, copyOf: record.copyOf };
    case "further":
      return { ...state, further: record.copies };
    case "scheduled":
      return schedule(state, record);
    case "destination":
      return { ...state, place: DestinationPlaceSchema.parse(record) };
    case "planned":
      return {
        ...state,
        step: "copying",
        planned: { files: record.files, bytes: record.bytes, ...(record.first === true ? { first: true } : {}) },
        selected: selectedIn(record),
      };
    case "verified":
      return record.by === undefined ? { ...state, step: "copying" } : { ...state, ...verify(record) };
    case "published": {
      const { files, bytes, algorithm, milliseconds, readBack } = record;
      const unflushed = record.flushed === false ? { flushed: false as const } : {};
      const from = readBack === undefined ? {} : { readBack };
      const undated = record.timesKept === false ? { timesKept: false as const } : {};
      const published = { files, bytes, algorithm, milliseconds, ...from, ...unflushed, ...undated };
      return { ...state, step: "published", published, ...OVERCOME };
    }
    case "submitted": {
      const { endpoint, status, answer, by, names } = record;
      const whose = { ...(by === undefined ? {} : { by }), ...(names === undefined ? {} : { names }) };
      const at = record.serviceTime ?? record.at;
      const submittedAt = at === undefined ? undefined : { at, byService: record.serviceTime !== undefined };
      const submission = { endpoint, status, answer, ...whose };
      return { ...state, step: "submitted", submission, submittedAt, awaiting: undefined, ...OVERCOME };
    }
    case "upload":
      return {
        ...state,
        upload: { state: record.state, job: record.job, reason: record.reason, since: record.at },
      };
    case "awaiting":
      return { ...state, awaiting: { missing: record.missing, submits: record.submits, since: record.at } };
    case "gathered":
      return { ...state, gathered: record.uploads, awaiting: undefined, ...OVERCOME };
    case "announced":
      return { ...state, announced: true, ...OVERCOME };
    case "room":
      return { ...state, room: addRoomUse(state.room, record) };
    case "sourceDeleted":
      return { ...state, sourceDeleted: true, failuresInARow: 0 };
    case "submitting":
    case "cleared":
    case "tell":
    case "told":
    case "rescheduled":
      return state;
    case "held":
      return { ...state, held: { by: record.by, at: record.at, reason: record.reason } };
    case "released":
      return { ...state, held: undefined };
    case "cancelled":
      return cancel(state, { by: record.by, at: record.at, reason: record.reason });
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
      if (record.code === CANCELLED_BEFORE)
        return cancel(state, { by: undefined, at: record.at, reason: record.reason });
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

/** Another hour, chosen while the rest waits for its own, is that of the rest. */
function schedule(state: JobState, { until, rest }: Extract<JobRecord, { type: "scheduled" }>): JobState {
  if (rest === "begins") return { ...state, restFrom: until };
  const isOfRest = rest === "waits" || (state.restFrom !== undefined && state.planned !== undefined);
  const restFrom = isOfRest ? until : state.restFrom;
  return { ...state, step: "scheduled", scheduledUntil: until, restFrom };
}

/** What journals of before call a job whose manifest was deleted. */
const CANCELLED_BEFORE = "JOB_CANCELLED";

function cancel(state: JobState, cancelled: JobState["cancelled"]): JobState {
  return { ...state, step: "cancelled", cancelled, held: undefined, parkedCode: undefined, failure: undefined };
}

function verify({ by, at, found }: Extract<JobRecord, { type: "verified" }>): Partial<JobState> {
  if (by === undefined || found === undefined) return {};
  const isWhole = found.missing === 0 && found.changed === 0 && found.unreadable === 0;
  return { verification: { by, at, isWhole, found } };
}
