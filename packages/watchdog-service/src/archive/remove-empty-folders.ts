import { join } from "node:path";
import { inspectIfThere, type Disk } from "../platform/disk.js";

/** Removes these folders and those below them as far as they hold no file. */
export function removeEmptyFolders(disk: Disk, folders: readonly string[]): void {
  for (const folder of folders) removeIfEmpty(disk, folder);
}

/** True when the folder is gone. */
function removeIfEmpty(disk: Disk, folder: string): boolean {
  if (inspectIfThere(disk, folder)?.kind !== "folder") return false;
  const empty = disk.list(folder).map((name) => removeIfEmpty(disk, join(folder, name)));
  if (empty.includes(false)) return false;
  disk.removeFolder(folder);
  return true;
}
