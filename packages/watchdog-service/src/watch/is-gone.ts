import { basename, dirname } from "node:path";
import type { Disk } from "../platform/disk.js";

/** True only when the file's folder can be read and the file is not in it: a share that is away has deleted nothing. */
export function isGone(disk: Disk, path: string): boolean {
  try {
    return !disk.list(dirname(path)).includes(basename(path));
  } catch {
    return false;
  }
}
