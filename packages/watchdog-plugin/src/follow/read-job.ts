import { basename, join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { readJournal } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import {
  foldJob,
  foldJobState,
  foreseeWishes,
  isCancelled,
  isCancelledByPerson,
  isTakenAway,
  type JobFold,
  jobJournalPath,
  type JobState,
  type Ledger,
  type PendingWish,
  progressPath,
  readCopies,
  readCopyProgress,
  readWishes,
  type SeenJob,
  toJobRecords,
} from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";

/** What the daemon, or the lack of one, has made of a manifest by now. */
export interface JobView extends SeenJob {
  readonly archivePath: string;
  /** What the daemon has verified of the job that it took up last; empty where another service copies. */
  readonly ledger: Ledger;
}

/** Reads a job's journal and looks where its manifest is. `digest`: sha256 of the manifest's bytes; a job of other bytes is not ours. */
export function readJob(
  fileSystem: FileSystem,
  places: Pick<WatchPlaces, "flagFolder" | "completeFolder">,
  manifestFile: string,
  digest?: string,
): JobView {
  // First: what went away because it was done has left its records by then.
  const archivePath = join(places.completeFolder, basename(manifestFile));
  const manifest = fileSystem.exists(manifestFile) ? "queued" : fileSystem.exists(archivePath) ? "archived" : "gone";
  // Before the journals: what is heard meanwhile stands there by then.
  const wishes = readAsked(fileSystem, places);
  const fold = readFold(fileSystem, jobJournalPath(places.flagFolder, manifestFile));
  const found = fold?.state;
  // Without a digest none was accepted: the daemon has left it alone, or it could not read it and has parked it.
  const ours = found?.digest === undefined || digest === undefined || found.digest === digest;
  const state = ours ? found : undefined;
  // It was taken away and came back: the daemon makes a new job of it as soon as it looks.
  const over = manifest === "queued" && (isCancelled(state) || isTakenAway(state));
  if (over) mark("follow: a manifest that was taken away and is back is a new job");
  const progress =
    state?.step === "copying"
      ? readCopyProgress(fileSystem, progressPath(places.flagFolder, manifestFile), state.digest)
      : undefined;
  const copies = readCopies(fileSystem, places.flagFolder, state, wishes);
  return {
    state: foresee(over ? undefined : state, manifestFile, wishes),
    manifest,
    archivePath,
    ledger: fold?.ledger ?? new Map(),
    ...(copies.length === 0 ? {} : { copies }),
    ...(progress === undefined ? {} : { progress }),
  };
}

/** What was asked of it counts, heard or not. */
function foresee(
  state: JobState | undefined,
  manifestFile: string,
  wishes: readonly PendingWish[],
): JobState | undefined {
  const before = state ?? foldJobState([]);
  const after = foreseeWishes(before, manifestFile, wishes);
  return after === before ? state : after;
}

function readAsked(fileSystem: FileSystem, { flagFolder }: Pick<WatchPlaces, "flagFolder">): readonly PendingWish[] {
  try {
    return readWishes(fileSystem, flagFolder);
  } catch {
    mark("follow: what is asked of a job and can't be read at this moment is read at the next look");
    return [];
  }
}

/** All is done, whoever did it and whether or not anybody watches: nothing is left to start a daemon for. */
export function isDone({ manifest, state }: Pick<JobView, "manifest" | "state">): boolean {
  if (manifest === "queued") return false;
  if (state === undefined) return manifest === "archived";
  return state.step === "complete" || isTakenAway(state) || isCancelledByPerson(state);
}

/** Undefined: it says nothing that we know, is not there, or can't be read at this moment. */
function readFold(fileSystem: FileSystem, path: string): JobFold | undefined {
  if (!fileSystem.exists(path)) return undefined;
  try {
    const records = toJobRecords(readJournal(path, { fileSystem }).records);
    return records.length === 0 ? undefined : foldJob(records);
  } catch {
    mark("follow: a job's journal that can't be read at this moment is read at the next look");
    return undefined;
  }
}
