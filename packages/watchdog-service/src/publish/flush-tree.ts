import { dirname, join } from "node:path";
import type { Disk } from "../platform/disk.js";
import { walkTree } from "./walk-tree.js";

/**
 * Brings all of a tree and the way to it onto the device, whoever wrote it: what was found in place may still be in a
 * cache, and the source may be deleted next. False: the share can't, or this user may not, flush one of its files.
 */
export function flushTree(disk: Disk, root: string): boolean {
  const { files, folders } = walkTree(disk, root);
  let flushed = true;
  for (const path of files.keys()) if (disk.flushFile(join(root, path)) !== undefined) flushed = false;
  for (const folder of folders) disk.syncFolder(join(root, folder));
  disk.syncFolder(root);
  flushWay(disk, root);
  return flushed;
}

/** The folder above a target may have been made by an attempt that was killed before it could flush that. */
export function flushWay(disk: Disk, target: string): void {
  disk.syncFolder(dirname(target));
  disk.syncFolder(dirname(dirname(target)));
}
