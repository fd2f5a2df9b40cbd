import { basename, join } from "node:path";
import type { Disk } from "@rigline/foundation/disk";
import type { RiglineError } from "@rigline/foundation/errors";
import { standsAt, systemClock, type FileSystem } from "@rigline/foundation/platform";
import type { CopyStatus, DestinationStatus, GateStatus, StatusWord } from "@rigline/foundation/status";
import {
  decideStatus,
  foldJobState,
  type CopyOf,
  foreseeWishes,
  inventoryPath,
  jobName,
  jobJournalPath,
  judgeGates,
  progressPath,
  readCopies,
  readCopyProgress,
  readJobState,
  readWishes,
  RIGLINE_FOLDER,
  sessionFileOf,
  type JobState,
  type PendingWish,
  type ReadBack,
  type SourceRead,
  type Strength,
  strengthOf,
} from "@rigline/manifest";
import { scanFolder } from "../watch/scan-folder.js";
import { jobError } from "./job-errors.js";
import type { ReadJobState } from "./kept-states.js";

/** A job as `status` tells it. */
export interface ListedJob {
  /** The manifest's name, of a further copy with which one it is, or its file name while no daemon has read it. */
  readonly name: string;
  /** The manifest's file name. */
  readonly file: string;
  /** `new`: in the flag folder, and no daemon has taken it yet. What was asked of it counts, heard or not. */
  readonly step: JobState["step"] | "new" | "held";
  /** Who wants nothing to be done for it, and since when; null: nobody. */
  readonly held: NonNullable<JobState["held"]> | null;
  /** Who does not want it handed off, since when, and why; null: nobody. */
  readonly cancelled: NonNullable<JobState["cancelled"]> | null;
  /** The same as `rigline status` has it; whether the source may be deleted is not looked at here. */
  readonly word: StatusWord;
  /** How far the copy under way is; null: none is, or nobody tells of it. */
  readonly copy: CopyStatus | null;
  /** The path of its journal. */
  readonly journal: string;
  /** The manifest still stands in the flag folder. */
  readonly manifestThere: boolean;
  /** To be copied; null: not planned yet. */
  readonly files: number | null;
  /** To be copied; null: not planned yet. */
  readonly bytes: number | null;
  /** Of the files, those that are read back and equal. */
  readonly verifiedFiles: number;
  /** What was chosen of the sources by patterns, and what these leave at the rig; null: all is taken. */
  readonly selected: NonNullable<JobState["selected"]> | null;
  /** False: published on a share that has no flush. */
  readonly flushed: boolean;
  /** False: published on a share that keeps no times. */
  readonly timesKept: boolean;
  /** What the published copy was read back from; null: it is not published, or that is not recorded. */
  readonly readBack: ReadBack | null;
  /** How the first reading of every source was checked; null: it was not, or nothing is published. */
  readonly sourceRead: SourceRead | null;
  /** So many of its files are as the program says that wrote them, and were not read twice. */
  readonly asWritten: number;
  /** How much is known of the published copy; null: nothing is published. */
  readonly strength: Strength | null;
  /** Who had the published copy read again last, and what was found; null: nobody. */
  readonly verification: NonNullable<JobState["verification"]> | null;
  /** `<destination>/<name>`; null: the manifest is not read yet. */
  readonly destination: string | null;
  /** Where else the session's data go, and whether they are there; each is a job of its own. Empty: nowhere. */
  readonly alsoTo: readonly DestinationStatus[];
  /** What stands between its data at the rig and their deletion; the source is not looked at here: `rigline-watchdog gates` does. */
  readonly gates: readonly GateStatus[];
  /** The session of which it is one more copy; null: it is a session's own. */
  readonly copyOf: CopyOf | null;
  /** When it may begin, ISO 8601 in UTC; null: at once. */
  readonly scheduledUntil: string | null;
  /** What its part of a session waits for; null: nothing, or it is the whole session. */
  readonly awaiting: NonNullable<JobState["awaiting"]> | null;
  /** `endpoint` and `status` of the answer, both null where the manifest names none; null: not submitted yet. */
  readonly submission: NonNullable<JobState["submission"]> | null;
  /** What the transfer service said last of the upload; null: nothing yet, or it is not asked. */
  readonly upload: NonNullable<JobState["upload"]> | null;
  /** What came of telling the catalogue of it; null: nothing yet, or there is none. */
  readonly catalogue: NonNullable<JobState["catalogue"]> | null;
  /** Where the manifest was put when all was done; null: it is not. */
  readonly archivedTo: string | null;
  /** The path of the list of what was handed off, file by file; null: there is none yet. */
  readonly inventory: string | null;
  /** What went wrong last, while it is not overcome; null: nothing. `retryAt` null: it is not tried again by itself. */
  readonly failure: NonNullable<JobState["failure"]> | null;
}

/** Every job that the flag folder or its journals know, in order of file name. `readState`: by which each is read. */
export function listJobs(
  disk: Disk,
  fileSystem: FileSystem,
  flagFolder: string,
  readState: ReadJobState = readJobState,
): readonly ListedJob[] {
  const { found, outOfReach, strange } = scanFolder(disk, flagFolder);
  const present = new Set([...found, ...outOfReach].map(({ path }) => basename(path)));
  const unreachable = new Map(outOfReach.map(({ path, why }) => [basename(path), why]));
  const wishes = readWishes(fileSystem, flagFolder);
  const journals = join(flagFolder, RIGLINE_FOLDER, "jobs");
  const known = standsAt(fileSystem, journals)
    ? disk.list(journals).flatMap((name) => (name.endsWith(".jsonl") ? [basename(name, ".jsonl")] : []))
    : [];
  const jobs = [...new Set([...present, ...known])].map((file) => {
    const job = listJob(fileSystem, flagFolder, file, { manifestThere: present.has(file), wishes, readState });
    const why = unreachable.get(file);
    if (why === undefined || job.failure !== null) return job;
    return { ...job, failure: failureOf(jobError("MANIFEST_OUT_OF_REACH", { what: `it can't be looked at: ${why}` })) };
  });
  const passedOver = strange.map(({ name, why }): ListedJob => {
    const job = listJob(fileSystem, flagFolder, name, { manifestThere: true, wishes, readState });
    return {
      ...job,
      step: "parked",
      word: "stuck",
      failure: failureOf(jobError("MANIFEST_NAME_STRANGE", { what: why })),
    };
  });
  return [...jobs, ...passedOver].toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

/** A session before its further copies. */
function orderOf({ file }: ListedJob): string {
  const session = sessionFileOf(file);
  return session === undefined ? file : `${session}\0${file}`;
}

function findInventory(
  fileSystem: FileSystem,
  flagFolder: string,
  manifest: string,
  { digest }: JobState,
): string | null {
  if (digest === undefined) return null;
  const path = inventoryPath({ flagFolder, manifest, digest }, "json");
  return fileSystem.exists(path) ? path : null;
}

function standingOf(
  fileSystem: FileSystem,
  flagFolder: string,
  job: {
    readonly file: string;
    readonly manifestThere: boolean;
    readonly state: JobState;
    readonly wishes: readonly PendingWish[];
  },
): Pick<ListedJob, "word" | "copy" | "alsoTo" | "gates"> {
  const { file, manifestThere, state, wishes } = job;
  const progress = readCopyProgress(fileSystem, progressPath(flagFolder, file), state.digest);
  const copies = readCopies(fileSystem, flagFolder, state, wishes);
  const {
    word,
    copy,
    destinations = [],
    gates = [],
  } = decideStatus({
    state,
    copies,
    manifest: manifestThere ? "queued" : state.archivedTo === undefined ? "gone" : "archived",
    progress,
    now: systemClock.now(),
    watched: undefined,
    isFollowed: false,
    deletion: undefined,
    gates: judgeGates({ state, copies }, { when: "accepted", source: undefined }),
    other: undefined,
    commands: { redrive: "", watch: [] },
  });
  return { word, copy, alsoTo: destinations, gates };
}

function failureOf({ code, message, todo }: RiglineError): NonNullable<JobState["failure"]> {
  return { step: "begin", code, message, retryAt: null, todo };
}

function listJob(
  fileSystem: FileSystem,
  flagFolder: string,
  file: string,
  {
    manifestThere,
    wishes,
    readState,
  }: {
    readonly manifestThere: boolean;
    readonly wishes: readonly PendingWish[];
    readonly readState: ReadJobState;
  },
): ListedJob {
  const journal = jobJournalPath(flagFolder, file);
  const read = readState(fileSystem, flagFolder, file);
  const state = withoutManifest(foreseeWishes(read ?? foldJobState([]), file, wishes), manifestThere);
  const isNew = read === undefined || (read.name === undefined && read.step === "accepted");
  const verified = state.verified.files;
  const done = state.published ?? state.planned;
  return {
    name: jobName(state, file),
    file,
    step: state.held !== undefined ? "held" : isNew && state.step === "accepted" ? "new" : state.step,
    held: state.held ?? null,
    cancelled: state.cancelled ?? null,
    ...standingOf(fileSystem, flagFolder, { file, manifestThere, state, wishes }),
    journal,
    manifestThere,
    files: done?.files ?? null,
    bytes: done?.bytes ?? null,
    verifiedFiles: state.published?.files ?? Math.min(verified, state.planned?.files ?? verified),
    selected: state.selected ?? null,
    flushed: state.published?.flushed ?? true,
    timesKept: state.published?.timesKept ?? true,
    readBack: state.published?.readBack ?? null,
    sourceRead: state.published?.sourceRead ?? null,
    asWritten: state.published?.asWritten ?? 0,
    strength:
      state.published === undefined ? null : strengthOf({ ...state.published, verification: state.verification }),
    verification: state.verification ?? null,
    destination: state.destination ?? null,
    copyOf: state.copyOf ?? null,
    scheduledUntil: state.step === "scheduled" ? (state.scheduledUntil ?? null) : null,
    awaiting: state.awaiting ?? null,
    submission: state.submission ?? null,
    upload: state.upload ?? null,
    catalogue: state.catalogue ?? null,
    archivedTo: state.archivedTo ?? null,
    inventory: findInventory(fileSystem, flagFolder, file, state),
    failure: state.failure ?? null,
  };
}

/** Who takes the manifest of a parked job away does not want it any more. */
function withoutManifest(state: JobState, manifestThere: boolean): JobState {
  if (manifestThere || state.step !== "parked" || state.submission !== undefined) return state;
  const reason = `its manifest was taken away while it was parked: ${state.failure?.message ?? "no reason was given"}`;
  return { ...state, step: "cancelled", failure: undefined, cancelled: { by: undefined, at: undefined, reason } };
}
