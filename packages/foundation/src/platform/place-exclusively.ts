import { dirname, join } from "node:path";
import { mark } from "../marks/index.js";
import { flushName, makeFolderDurably } from "./durable-folder.js";
import type { FileSystem } from "./file-system.js";
import { removeQuietly } from "./remove-quietly.js";
import { standsAt } from "./stands-at.js";
import { systemCodeOf } from "./storage-errors.js";

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
 * `below`: a folder that is not made on the way to the two, as by `makeFolderDurably`. `verify`: looks at the file before it appears, and
 * throws where it is not to.
 */
export function placeExclusively(
  fileSystem: FileSystem,
  path: string,
  bytes: Uint8Array,
  staging: string,
  options: { readonly below?: string; readonly verify?: (unfinished: string) => void } = {},
): boolean {
  makeFolderDurably(fileSystem, staging, options);
  makeFolderDurably(fileSystem, dirname(path), options);
  const unfinished = join(staging, `${fileSystem.uniqueName()}.part`);
  try {
    fileSystem.writeNew(unfinished, bytes);
    options.verify?.(unfinished);
    const placed = linkOrRename(fileSystem, unfinished, path);
    // By the name in staging, where there is one: whoever watches the folder of the other is told nothing more of it.
    if (placed !== "taken") flushName(fileSystem, path, placed === "linked" ? unfinished : path);
    return placed !== "taken";
  } finally {
    removeQuietly(fileSystem, unfinished);
  }
}

/** Gives a file a name that is free, beside the one that it has or, where there are no second names, in its place. Nothing is flushed. */
export function linkOrRename(fileSystem: FileSystem, from: string, to: string): "linked" | "renamed" | "taken" {
  try {
    fileSystem.link(from, to);
    return "linked";
  } catch (error) {
    const code = systemCodeOf(error) ?? "";
    if (code === "EEXIST") return "taken";
    if (!NO_LINKS.has(code)) throw error;
  }
  mark("publish: where files have no second name one is renamed into place");
  if (standsAt(fileSystem, to)) return "taken";
  fileSystem.rename(from, to);
  return "renamed";
}
