import { basename, dirname } from "node:path";
import { inspectIfThere, type Disk } from "../platform/disk.js";

/** True only when the file's folder can be read and the file is not in it: a share that is away has deleted nothing. */
export function isGone(disk: Disk, path: string): boolean {
  try {
    // To list a folder of thousands costs more than to look at one name.
    if (inspectIfThere(disk, path) !== undefined) return false;
    return !disk.list(dirname(path)).includes(basename(path));
  } catch {
    return false;
  }
}
