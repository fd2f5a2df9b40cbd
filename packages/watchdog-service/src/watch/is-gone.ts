import { basename, dirname } from "node:path";
import { inspectIfThere, type Disk } from "@rigline/foundation/disk";

/** True only when the file's folder can be read and the file is not in it: a share that is away has deleted nothing. */
export function isGone(disk: Disk, path: string): boolean {
  try {
    return !isThere(disk, path);
  } catch {
    return false;
  }
}

/** Throws what the system says where that can't be told. */
export function isThere(disk: Disk, path: string): boolean {
  // To list a folder of thousands costs more than to look at one name.
  return inspectIfThere(disk, path) !== undefined || disk.list(dirname(path)).includes(basename(path));
}
