import { basename, dirname, join } from "node:path";
import type { CopyStatus } from "@rigline/foundation/status";
import { readJson, removeQuietly, standsAt, type FileSystem } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { z } from "zod";
import { RIGLINE_FOLDER } from "./job-places.js";

/**
 * `<flag_dir>/.rigline/progress/<manifest file name>.json`: how far the copy under way is, within a large file too. Made to be
 * polled: there while a copy is under way, replaced as a whole at most twice a second, and not flushed, for after a power cut
 * it says nothing that is true.
 */
const CopyProgressSchema = z.object({
  /** sha256 of the manifest's bytes. */
  digest: z.string(),
  /** When something was last heard of the copy, ISO 8601 in UTC. */
  at: z.string(),
  files: z.number(),
  ofFiles: z.number(),
  /** A byte counts half when it was read, and half when it was read back. */
  bytes: z.number(),
  ofBytes: z.number(),
  /** Of the last ten seconds; null: not known yet. */
  bytesPerSecond: z.number().nullable(),
  /** What the hour allows all copies together; absent: no limit. */
  limit: z.number().optional(),
  /** Why it rests just now for a session that runs, one phrase; absent: it does not. */
  rests: z.string().optional(),
});

export type CopyProgress = z.output<typeof CopyProgressSchema>;

export function progressPath(flagFolder: string, manifestPath: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "progress", `${basename(manifestPath)}.json`);
}

/** Throws what the system says; nobody reads a part of it. Of a flag folder that is away nothing is made. */
export function writeCopyProgress(fileSystem: FileSystem, path: string, progress: CopyProgress): void {
  writeForReaders(fileSystem, path, progress);
}

/** The same of any JSON that only tells how things stand: without a flush. */
export function writeForReaders(fileSystem: FileSystem, path: string, progress: object): void {
  const folder = dirname(path);
  if (!standsAt(fileSystem, folder)) fileSystem.makeNewFolder(folder);
  const unfinished = `${path}.part`;
  fileSystem.remove(unfinished);
  try {
    const file = fileSystem.openAppend(unfinished);
    try {
      file.append(Buffer.from(`${JSON.stringify(progress)}\n`));
    } finally {
      file.close();
    }
    fileSystem.rename(unfinished, path);
  } catch (error) {
    removeQuietly(fileSystem, unfinished);
    throw error;
  }
}

/** Of the manifest with these bytes; undefined: no copy of it is under way, or it can't be read at this moment. */
export function readCopyProgress(
  fileSystem: FileSystem,
  path: string,
  digest: string | undefined,
): CopyProgress | undefined {
  try {
    if (!fileSystem.exists(path)) return undefined;
    const progress = CopyProgressSchema.parse(readJson(fileSystem, path));
    return digest === undefined || progress.digest === digest ? progress : undefined;
  } catch {
    mark("status: progress that can't be read tells nothing");
    return undefined;
  }
}

/** Older news than this are no rate of now. */
const FRESH_MS = 10_000;

/** How long nothing was heard of a copy, milliseconds; a clock that was set back makes nothing old. */
function silenceOf({ at }: CopyProgress, now: Date): number {
  return Math.max(0, now.getTime() - Date.parse(at));
}

/** The progress as it is told: without a rate where nothing was heard for ten seconds. */
export function toCopyStatus(progress: CopyProgress, now: Date): CopyStatus {
  const { files, ofFiles, bytes, ofBytes, limit, rests } = progress;
  const isFresh = silenceOf(progress, now) <= FRESH_MS;
  const bytesPerSecond = isFresh ? progress.bytesPerSecond : null;
  const secondsLeft = bytesPerSecond === null || bytesPerSecond <= 0 ? null : (ofBytes - bytes) / bytesPerSecond;
  const percent = ofBytes === 0 ? 100 : Math.min(100, Math.floor((bytes / ofBytes) * 100));
  const copy = { files, ofFiles, bytes, ofBytes, percent, bytesPerSecond, secondsLeft };
  return {
    ...copy,
    ...(limit === undefined ? {} : { limit }),
    ...(rests === undefined || !isFresh ? {} : { rests }),
  };
}
