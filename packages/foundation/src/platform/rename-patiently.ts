import { mark } from "../marks/index.js";
import type { FileSystem } from "./file-system.js";
import { systemCodeOf } from "./storage-errors.js";

/** What a rename answers, on Windows and on SMB shares, while a scanner or an editor has the file open. */
const PASSING = new Set(["EPERM", "EBUSY", "EACCES"]);

/** About 0.6 s in all: as long as a scanner looks at a small file. */
const PAUSES_MS = [10, 20, 40, 80, 160, 320];

/** Renames, trying again for a moment when another program has one of the two files open. */
export function renamePatiently(fileSystem: FileSystem, from: string, to: string): void {
  for (const milliseconds of PAUSES_MS) {
    try {
      fileSystem.rename(from, to);
      return;
    } catch (error) {
      if (!PASSING.has(systemCodeOf(error) ?? "")) throw error;
      mark("platform: a rename that another program hinders is tried again");
      fileSystem.pause(milliseconds);
    }
  }
  fileSystem.rename(from, to);
}
