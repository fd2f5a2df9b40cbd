import { basename, join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { readJournal } from "@rigline/foundation/journal";
import { foldJobState, jobJournalPath, JobRecordSchema, type JobRecord, type JobState } from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";

/** What the daemon, or the lack of one, has made of a manifest by now. */
export interface JobView {
  /** Undefined: no daemon of ours has taken it up. */
  readonly state: JobState | undefined;
  /** `queued` in the flag folder, `archived` in the folder of the completed ones, `gone` from both. */
  readonly manifest: "queued" | "archived" | "gone";
  readonly archivePath: string;
  /** When a scheduled job starts, ISO 8601 in UTC. */
  readonly scheduledUntil: string | undefined;
}

/** Reads a job's journal and looks where its manifest is. `digest`: sha256 of the manifest's bytes; a job of other bytes is not ours. */
export function readJob(fileSystem: FileSystem, places: WatchPlaces, manifestFile: string, digest?: string): JobView {
  // First: what went away because it was done has left its records by then.
  const archivePath = join(places.completeFolder, basename(manifestFile));
  const manifest = fileSystem.exists(manifestFile) ? "queued" : fileSystem.exists(archivePath) ? "archived" : "gone";
  const records = readRecords(fileSystem, jobJournalPath(places.flagFolder, manifestFile));
  const accepted = records.findLast((record) => record.type === "accepted");
  // None was accepted: the daemon has left it alone, or it could not read it and has parked it.
  const ours = accepted === undefined || digest === undefined || accepted.digest === digest;
  const state = ours && records.length > 0 ? foldJobState(records) : undefined;
  // It was taken away and came back: the daemon makes a new job of it as soon as it looks.
  const over = manifest === "queued" && isCancelled(state);
  return {
    state: over ? undefined : state,
    manifest,
    archivePath,
    scheduledUntil: records.findLast((record) => record.type === "scheduled")?.until,
  };
}

/** What was copied of a file: its size and the time of its last change, nanoseconds in decimal. */
export interface LedgerEntry {
  readonly bytes: number;
  readonly modified?: string | undefined;
}

/** What the daemon has verified of the job that it took up last, by place at the destination; empty where another service copies. */
export function readLedger(
  fileSystem: FileSystem,
  places: WatchPlaces,
  manifestFile: string,
): ReadonlyMap<string, LedgerEntry> {
  const ledger = new Map<string, LedgerEntry>();
  for (const record of readRecords(fileSystem, jobJournalPath(places.flagFolder, manifestFile))) {
    if (record.type === "accepted") ledger.clear();
    if (record.type === "verified")
      for (const { path, bytes, modified } of record.files) ledger.set(path, { bytes, modified });
  }
  return ledger;
}

/** Somebody took the manifest away before its work was done. One that is gone once the job is submitted is being archived. */
export function isWithdrawn({ manifest, state }: Pick<JobView, "manifest" | "state">): boolean {
  return manifest === "gone" && state?.step !== "submitted" && state?.step !== "complete";
}

/** All is done, whoever did it and whether or not anybody watches: nothing is left to start a daemon for. */
export function isDone({ manifest, state }: Pick<JobView, "manifest" | "state">): boolean {
  if (manifest === "queued") return false;
  return state === undefined ? manifest === "archived" : state.step === "complete";
}

function isCancelled(state: JobState | undefined): boolean {
  return state?.step === "parked" && state.failure?.code === "JOB_CANCELLED";
}

/** Records of a kind that a newer daemon writes are passed over, and so is a journal that can't be read at this moment. */
function readRecords(fileSystem: FileSystem, path: string): JobRecord[] {
  if (!fileSystem.exists(path)) return [];
  try {
    return readJournal(path, { fileSystem }).records.flatMap((record) => {
      const parsed = JobRecordSchema.safeParse(record);
      return parsed.success ? [parsed.data] : [];
    });
  } catch {
    return [];
  }
}
