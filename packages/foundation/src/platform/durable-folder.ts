import { dirname } from "node:path";
import { mark } from "../marks/index.js";
import type { FileSystem } from "./file-system.js";
import { removeFolderQuietly } from "./remove-quietly.js";
import { cannotFlush, systemCodeOf } from "./storage-errors.js";

/** Flushes a folder's entries, where its file system is able to. */
export function flushFolder(fileSystem: FileSystem, folder: string): void {
  try {
    fileSystem.syncFolder(folder);
  } catch (error) {
    if (!cannotFlush(error)) throw error;
    mark("platform: a folder that has no flush is done without");
  }
}

/** A folder above may be one that this user may pass through, and not open. */
const NOT_OPEN = ["EACCES", "EPERM"];

/**
 * Makes a folder and those above it, so that they are still there after a power cut. Each is flushed before the next is made, and so is
 * the one that is found above them: whoever made that may have been killed, or failed, before its name was flushed. `below`: a folder that
 * is not made, for it is somebody's: where it is not there, ENOENT is thrown.
 */
export function makeFolderDurably(
  fileSystem: FileSystem,
  folder: string,
  { below }: { readonly below?: string | undefined } = {},
): void {
  const missing: string[] = [];
  let found = folder;
  for (; found !== below && !fileSystem.exists(found) && dirname(found) !== found; found = dirname(found))
    missing.push(found);
  if (missing.length > 0 && found !== below) flushNameFound(fileSystem, found);
  for (const made of missing.toReversed()) {
    const isOurs = below === undefined ? fileSystem.makeFolder(made) : makeLast(fileSystem, made);
    try {
      flushFolder(fileSystem, dirname(made));
    } catch (error) {
      mark("platform: a folder whose name could not be flushed is made anew the next time");
      // With too many files open one that is there could not be seen.
      if (isOurs) removeFolderQuietly(fileSystem, made);
      throw error;
    }
  }
}

function flushNameFound(fileSystem: FileSystem, folder: string): void {
  try {
    flushFolder(fileSystem, dirname(folder));
  } catch (error) {
    if (!NOT_OPEN.includes(systemCodeOf(error) ?? "")) throw error;
    mark("platform: a folder in one that may not be opened was not made by us, and is taken for safe");
  }
}

/** Fails where the folder above is not there. False: another process has made it meanwhile. */
function makeLast(fileSystem: FileSystem, folder: string): boolean {
  try {
    fileSystem.makeNewFolder(folder);
    return true;
  } catch (error) {
    if (systemCodeOf(error) !== "EEXIST") throw error;
    return false;
  }
}

/**
 * Flushes a file that is found, and its name: that is not yet what stays, because its writer may have been killed, or never
 * flush at all.
 */
export function flushFound(fileSystem: FileSystem, path: string): void {
  mark("platform: a file that is found is flushed with its name");
  fileSystem.flushFile(path);
  flushFolder(fileSystem, dirname(path));
}

/**
 * Flushes a name that was just given to a file. Where folders can't be flushed (SMB, Windows) it comes to the disk with the flush
 * of a file, for the system writes names in their order; `by`: another name of that file. One that somebody has taken away by
 * now needs no flush.
 */
export function flushName(fileSystem: FileSystem, path: string, by = path): void {
  try {
    fileSystem.flushFile(by);
  } catch (error) {
    if (systemCodeOf(error) !== "ENOENT") throw error;
    mark("platform: a file that was taken away by then needs no flush of its name");
  }
  flushFolder(fileSystem, dirname(path));
}
