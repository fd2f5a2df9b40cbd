import { join } from "node:path";
import { inspectIfThere, type Disk } from "../platform/disk.js";
import { inspectReal, KnownFolders, lineage } from "../platform/identity.js";

/**
 * Removes these folders and those below them as far as they hold no file. `except`: a folder that is left alone with all
 * that is in it, under whatever name it is reached.
 */
export function removeEmptyFolders(disk: Disk, folders: readonly string[], except: string): void {
  const published = new KnownFolders<true>();
  const entry = inspectReal(disk, except);
  if (entry !== undefined) published.add(entry, true);
  for (const folder of folders)
    if (!lineage(disk, folder).some((above) => published.find(above.entry) === true))
      removeIfEmpty(disk, folder, published);
}

/** True when the folder is gone. */
function removeIfEmpty(disk: Disk, folder: string, published: KnownFolders<true>): boolean {
  const entry = inspectIfThere(disk, folder);
  if (entry?.kind !== "folder" || published.find(entry) === true) return false;
  const empty = disk.list(folder).map((name) => removeIfEmpty(disk, join(folder, name), published));
  if (empty.includes(false)) return false;
  disk.removeFolder(folder);
  return true;
}
