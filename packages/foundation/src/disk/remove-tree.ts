import { dirname, join } from "node:path";
import { isNothing } from "../platform/storage-errors.js";
import { inspectIfThere, type Disk } from "./disk.js";

/** Removes a folder of our own with all that is in it, one name at a time; links are removed, never followed. */
export function removeTree(disk: Disk, path: string): void {
  const entry = inspectIfThere(disk, path);
  if (entry === undefined) return;
  if (entry.kind !== "folder") {
    disk.removeFile(path);
    return;
  }
  for (const name of disk.list(path)) removeTree(disk, join(path, name));
  disk.removeFolder(path);
}

/** The same, on the device when this returns, also of one that was gone already: nobody looks for it again, and a power cut must not bring it back. */
export function removeTreeDurably(disk: Disk, path: string): void {
  removeTree(disk, path);
  try {
    disk.syncFolder(dirname(path));
  } catch (error) {
    // Below a folder that is gone nothing is left.
    if (!isNothing(error)) throw error;
  }
}
