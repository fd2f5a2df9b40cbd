import { dirname, join } from "node:path";
import {
  flushFolder,
  makeFolderDurably,
  removeQuietly,
  standsAt,
  systemCodeOf,
  type FileSystem,
} from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";

/** What file systems that know no second name for a file (FAT, some shares) answer. */
const NO_LINKS = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EINVAL",
  "EISDIR",
  "EACCES",
  "UNKNOWN",
  "EMLINK",
]);

/**
 * Makes a whole, flushed file appear under a name that is free, in one step; false when the name is taken. Whoever watches
 * the folder sees it created: renamed inside of the folder, python-watchdog would see a move and miss it, and a rename
 * replaces what is there. So it is written in `staging` (on the same volume) and linked, or renamed where there are no links.
 */
export function placeExclusively(fileSystem: FileSystem, path: string, bytes: Uint8Array, staging: string): boolean {
  makeFolderDurably(fileSystem, staging);
  makeFolderDurably(fileSystem, dirname(path));
  const unfinished = join(staging, `${fileSystem.uniqueName()}.part`);
  try {
    fileSystem.writeNew(unfinished, bytes);
    if (!linkOrRename(fileSystem, unfinished, path)) return false;
  } finally {
    removeQuietly(fileSystem, unfinished);
  }
  flushFolder(fileSystem, dirname(path));
  return true;
}

function linkOrRename(fileSystem: FileSystem, from: string, to: string): boolean {
  try {
    fileSystem.link(from, to);
    return true;
  } catch (error) {
    const code = systemCodeOf(error) ?? "";
    if (code === "EEXIST") return false;
    if (!NO_LINKS.has(code)) throw error;
  }
  mark("publish: where files have no second name a manifest is renamed into place");
  if (standsAt(fileSystem, to)) return false;
  fileSystem.rename(from, to);
  return true;
}
