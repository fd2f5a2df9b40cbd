import { selectedIn } from "../selection/selected.js";
import { DestinationPlaceSchema } from "./destination-place-schema.js";
import type { JobRecord } from "./job-record.js";
import type { JobState } from "./job-state.js";
import { addRoomUse } from "./room-forecast.js";

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
      return record.by === undefined
        ? { ...state, step: "copying" }
        : { ...state, ...verify(record, state.verification) };
    case "published": {
      const { files, bytes, algorithm, milliseconds, readBack, proof, sourceRead, asWritten } = record;
      const unflushed = record.flushed === false ? { flushed: false as const } : {};
      const from = {
        ...(readBack === undefined ? {} : { readBack }),
        ...(proof === undefined ? {} : { proof }),
        ...(sourceRead === undefined ? {} : { sourceRead }),
        ...(asWritten === undefined ? {} : { asWritten }),
      };
      const undated = record.timesKept === false ? { timesKept: false as const } : {};
      const when = record.at === undefined ? {} : { at: record.at };
      const published = { files, bytes, algorithm, milliseconds, ...when, ...from, ...unflushed, ...undated };
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
    case "catalogued": {
      const { state: told, pid, reason, at } = record;
      return { ...state, catalogue: { state: told, pid, reason, since: at } };
    }
    case "sourceDeleted": {
      const { files, by, at } = record;
      const isLater = by !== undefined && files > 0;
      const deletedSince = isLater ? { deletedSince: { files, by, ...(at === undefined ? {} : { at }) } } : {};
      return { ...state, sourceDeleted: true, ...deletedSince, failuresInARow: 0 };
    }
    case "submitting":
    case "cleared":
    case "destinationHold":
    case "tell":
    case "told":
    case "rescheduled":
      return state;
    case "corrected":
      return { ...state, correction: { by: record.by, at: record.at, request: record.request } };
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

function verify(
  { by, at, found, repaired, elsewhere }: Extract<JobRecord, { type: "verified" }>,
  before: JobState["verification"],
): Partial<JobState> {
  if (by === undefined || found === undefined) return {};
  const isWhole = found.missing === 0 && found.changed === 0 && found.unreadable === 0;
  // What another computer has found whole, and nobody otherwise since, this one's reading takes nothing from.
  const isElsewhere = elsewhere === true || (isWhole && before?.isWhole === true && before.elsewhere === true);
  const more = {
    ...(repaired === undefined ? {} : { repaired }),
    ...(isElsewhere ? { elsewhere: true as const } : {}),
  };
  return { verification: { by, at, isWhole, found, ...more } };
}
