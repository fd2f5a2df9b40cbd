import { dirname, join } from "node:path";
import type { Disk } from "../platform/disk.js";
import { walkTree } from "./walk-tree.js";

/**
 * Brings all of a tree and its own name onto the device, whoever wrote it: what was found in place may still be in a
 * cache, and the source may be deleted next.
 */
export function flushTree(disk: Disk, root: string): void {
  const { files, folders } = walkTree(disk, root);
  for (const path of files.keys()) disk.flushFile(join(root, path));
  for (const folder of folders) disk.syncFolder(join(root, folder));
  disk.syncFolder(root);
  disk.syncFolder(dirname(root));
}
