import { formatFiles } from "@rigline/foundation/quantities";
import { nextOccurrence, type TimeOfDay } from "@rigline/foundation/time";
import {
  adviseOnDamage,
  adviseOnUpload,
  type CopyStanding,
  describeDamage,
  describeJob,
  describeProof,
  describeAwaiting,
  describeRoom,
  foldJobState,
  forecastRoom,
  isCopyOwed,
  isRoomShort,
  isTakenAway,
  hasArrived,
  jobName,
  type JobRecord,
  type JobState,
  type RoomUse,
  type ToldKind,
  whatCopiesLack,
} from "@rigline/manifest";
import { DESTINATION_HELD, readHoldNews } from "./hold-news.js";
import type { JobReading, TellRecord } from "./job-reading.js";
import { isTrouble, type JobNews } from "./message.js";
import { isByRule } from "../retention/rule-at.js";

interface ReadingOptions {
  readonly now: Date;
  readonly zone: string;
  /** Undefined: no job is late. */
  readonly safeBy: TimeOfDay | undefined;
  /** The manifest's file name: what a job is called that has no name yet. */
  readonly file: string;
  /** Where the session's further copies stand. */
  readonly readCopies: (state: JobState) => readonly CopyStanding[];
}

/** No error of the hand-off, which is done: the trouble is the service's, and a person must see to it. */
const UPLOAD_FAILED = "UPLOAD_FAILED";

const CATALOGUE_REFUSED = "CATALOGUE_REFUSED";

/** Nor is this one where the copy was spoilt since: it is found by whoever has it read again. */
const PUBLISHED_DIFFERS = "PUBLISHED_DIFFERS";

/** Nor is this one: nothing has failed yet. */
const ROOM_SHORT = "ROOM_SHORT";

/** Folds the records of one journal, oldest first; those of verified files may be left out. */
export function readNews(records: readonly JobRecord[], options: ReadingOptions): JobReading {
  const begun = records.findLastIndex(({ type }) => type === "accepted");
  const own = records.slice(Math.max(0, begun));
  const state = foldJobState(records);
  const name = jobName(state, options.file);
  const told = new Set(records.flatMap((record) => (record.type === "told" ? [record.message] : [])));
  const tells = own.filter(isTell);
  const unsent = records.filter(isTell).filter(({ message }) => !told.has(message));
  const held = readHoldNews(records, { tells, unsent }, options.now);
  if (held !== undefined) return held;
  if (state.room.length > 0) return readRoomNews(state.room, { tells, unsent }, options.now);
  const copies = options.readCopies(state);
  const lateFrom = isOver(state, copies) ? undefined : lateAfter(own, state, options);
  const news = newsOf(name, state, copies, lateFrom !== undefined && lateFrom <= options.now);
  // It is the session that is safe; of its further copies only what needs somebody is news, and that it is over.
  const isNews = state.copyOf === undefined || news?.about !== "safe" || tells.length > 0;
  const end = state.further === undefined ? "submitted" : "archived";
  return {
    name,
    digest: state.digest,
    news: isNews ? news : undefined,
    deletion: deletionOf(name, own, state),
    safeAt: own.find(({ type }) => type === end)?.at,
    lateFrom,
    tells,
    unsent,
  };
}

/** By a rule of the watch config: what a manifest asks for is its own affair, what a person deletes is theirs, and no news. */
function deletionOf(name: string, own: readonly JobRecord[], { destination }: JobState): JobReading["deletion"] {
  const record = own.findLast((one) => one.type === "sourceDeleted");
  if (record?.by === undefined || !isByRule(record.by) || record.files === 0) return undefined;
  const { at = "", files } = record;
  const reason = `${formatFiles(files)} deleted at the rig by its rules; a receipt in their place says where the data are`;
  const base = { code: undefined, todo: undefined, destination, files: undefined, bytes: undefined };
  return { at, news: { ...base, name, about: "deleted", reason } };
}

/** Of the journal of a share or disk: that its room ends in some days, and once that was told, that it does not any more. */
function readRoomNews(uses: readonly RoomUse[], tells: Pick<JobReading, "tells" | "unsent">, now: Date): JobReading {
  const forecast = forecastRoom(uses, now);
  const root = uses.at(-1)?.root ?? "";
  const name = `the room at ${root}`;
  const base = { name, destination: root, files: undefined, bytes: undefined };
  const reason = forecast === undefined ? "nothing fills it any more" : describeRoom(forecast.days, forecast);
  const todo = "Let somebody make room there: what finds none waits on the rig, and fills that.";
  const isShort = forecast !== undefined && isRoomShort(forecast.days);
  const overcome = { ...base, about: "safe", code: undefined, reason, todo: undefined } as const;
  const news = isShort
    ? ({ ...base, about: "needs_you", code: ROOM_SHORT, reason, todo } as const)
    : tells.tells.length === 0
      ? undefined
      : overcome;
  return { name, digest: undefined, news, safeAt: undefined, lateFrom: undefined, ...tells };
}

/**
 * What is new of a job to the people of one channel. One message of a job and its trouble; `again`: also what they were told
 * before and still holds. What was safe before the channel was first used (`since`) is no news.
 */
export function newsFor(
  { name, when }: { readonly name: string; readonly when: readonly ToldKind[] },
  { news, tells, safeAt, deletion }: JobReading,
  { since, again }: { readonly since: string; readonly again: boolean },
): JobNews | undefined {
  const mine = tells.filter(({ channel }) => channel === name);
  const last = mine.at(-1);
  const isNews = when.includes("deleted") && !mine.some(({ about }) => about === "deleted");
  const deleted = isNews && deletion !== undefined && deletion.at >= since ? deletion.news : undefined;
  if (news === undefined) return deleted;
  if (isTrouble(news.about)) {
    const known = mine.some(({ about, code }) => about === news.about && code === news.code);
    // Nobody at the rig can do anything about it, so that they are not reminded.
    const isAgain = again && news.code !== DESTINATION_HELD;
    return when.includes(news.about) && (isAgain || !known) ? news : undefined;
  }
  if (last !== undefined && isTrouble(last.about) && (when.includes("recovered") || when.includes("safe")))
    return { ...news, about: "recovered" };
  if (deleted !== undefined) return deleted;
  if (last !== undefined) return undefined;
  return when.includes("safe") && (safeAt ?? since) >= since ? news : undefined;
}

/** The news that an unsent record was made for, as far as it still holds. */
export function newsOfTell({ about, code }: TellRecord, { news, name, deletion }: JobReading): JobNews {
  if (about === "deleted" && deletion !== undefined) return deletion.news;
  const isSame = news !== undefined && isTrouble(news.about) === isTrouble(about) && news.code === code;
  if (isSame) return { ...news, about };
  const reason = code === undefined ? "it was so when this was to be sent" : `${code}; it has changed since`;
  return { name, about, code, reason, todo: undefined, destination: undefined, files: undefined, bytes: undefined };
}

function isTell(record: JobRecord): record is TellRecord {
  return record.type === "tell";
}

function isOver(state: JobState, copies: readonly CopyStanding[]): boolean {
  const { submission, archivedTo, cancelled, copyOf } = state;
  const isSubmitted = submission !== undefined && copies.every((copy) => !isCopyOwed(copy));
  return (
    copyOf !== undefined || isSubmitted || archivedTo !== undefined || cancelled !== undefined || isTakenAway(state)
  );
}

/** Counted from when it could begin: one that waits for eight in the evening is not late at seven. */
function lateAfter(own: readonly JobRecord[], state: JobState, options: ReadingOptions): Date | undefined {
  const { safeBy, zone } = options;
  const from = state.scheduledUntil ?? own.find(({ type }) => type === "accepted")?.at;
  return safeBy === undefined || from === undefined ? undefined : nextOccurrence(safeBy, new Date(from), zone);
}

function newsOf(name: string, state: JobState, copies: readonly CopyStanding[], isLate: boolean): JobNews | undefined {
  const { parkedCode, failure, awaiting, submission, upload, catalogue, published, planned, destination } = state;
  const { files, bytes } = published ?? planned ?? {};
  const base = { name, code: undefined, todo: undefined, destination, files, bytes };
  // A manifest that was taken away when all that counts was done: that was wanted, and no trouble.
  if (parkedCode !== undefined && !isTakenAway(state)) {
    const todo = failure?.todo ?? undefined;
    return { ...base, about: "needs_you", code: parkedCode, reason: failure?.message ?? parkedCode, todo };
  }
  if (state.verification?.isWhole === false) {
    const todo = adviseOnDamage(destination ?? name);
    return { ...base, about: "needs_you", code: PUBLISHED_DIFFERS, reason: describeDamage(state.verification), todo };
  }
  if (upload?.state === "failed") {
    const reason = `the upload has failed at the transfer service${upload.reason === undefined ? "" : `: ${upload.reason}`}`;
    return { ...base, about: "needs_you", code: UPLOAD_FAILED, reason, todo: adviseOnUpload(upload) };
  }
  if (catalogue?.state === "refused") {
    const todo =
      "See what the catalogue says, and correct `rigline.catalogue`, its token or the account's rights there; the data are safe.";
    return {
      ...base,
      about: "needs_you",
      code: CATALOGUE_REFUSED,
      reason: catalogue.reason ?? "it gave no reason",
      todo,
    };
  }
  const owed = copies.find(isCopyOwed);
  if (submission !== undefined && owed === undefined) {
    // Such as a copy that a person has given up although it is needed, or one that could not be flushed.
    if (whatCopiesLack({ state, copies }) !== undefined) return undefined;
    const sent = submission.endpoint === null ? "" : " and its job accepted";
    const further = copies.map((copy) => `; ${hasArrived(copy) ? "also" : "not yet"} at ${copy.destination}`).join("");
    return { ...base, about: "safe", reason: `published, ${describeProof(published ?? {})}${sent}${further}` };
  }
  if (!isLate) return undefined;
  if (submission !== undefined && owed !== undefined) {
    const reason = `its copy is not at ${owed.destination} yet: ${describeJob({ state: owed.state, manifest: "queued" })}`;
    return { ...base, about: "late", reason };
  }
  const step = awaiting === undefined ? `it is ${state.step}` : describeAwaiting(awaiting);
  const reason = failure === undefined ? step : `${failure.code}: ${failure.message}`;
  return { ...base, about: "late", reason };
}
