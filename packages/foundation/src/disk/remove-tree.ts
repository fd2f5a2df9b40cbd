import { join } from "node:path";
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
