import { mark } from "../marks/index.js";
import type { FileSystem } from "./file-system.js";

/**
 * Removes what is of no use any more, if the system lets us: for a `catch` or `finally`, where a second failure would hide the
 * first one, or make a failure of what went well.
 */
export function removeQuietly(fileSystem: Pick<FileSystem, "remove">, path: string): void {
  try {
    fileSystem.remove(path);
  } catch {
    mark("platform: what can't be cleared away hides no failure and makes none");
    // What it was cleared away for is what counts.
  }
}

/** The same of a folder: where somebody else has something in it, it stays. */
export function removeFolderQuietly(fileSystem: Pick<FileSystem, "removeEmptyFolder">, folder: string): void {
  try {
    fileSystem.removeEmptyFolder(folder);
  } catch {
    // It is not there, or not empty.
  }
}
