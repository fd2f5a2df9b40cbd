import { dirname, join } from "node:path";
import { failedToWrite } from "../copy/destination-failures.js";
import { inspectIfThere, type Disk } from "../platform/disk.js";
import { removeTree } from "../platform/remove-tree.js";
import type { TreeShape } from "./compare-tree.js";
import { walkTree } from "./walk-tree.js";

/** Makes the staging folder hold the wanted folders and no file that is not wanted. */
export function prepareStaging(disk: Disk, staging: string, wanted: Required<TreeShape>): void {
  try {
    makeFolderDurably(disk, staging);
    const { files, folders, others } = walkTree(disk, staging);
    const wantedFiles = new Set(wanted.files.map((file) => file.path));
    const wantedFolders = new Set(wanted.folders);
    for (const path of [...files.keys(), ...others]) if (!wantedFiles.has(path)) disk.removeFile(join(staging, path));
    for (const path of folders) if (!wantedFolders.has(path)) removeTree(disk, join(staging, path));
    for (const path of wanted.folders) if (!folders.has(path)) disk.makeFolder(join(staging, path));
  } catch (error) {
    throw failedToWrite({ destination: staging }, error);
  }
}

/** Each new folder is flushed into its parent, so that a power cut can't take the way to what was published. */
function makeFolderDurably(disk: Disk, path: string): void {
  if (inspectIfThere(disk, path)?.kind === "folder") return;
  const parent = dirname(path);
  if (parent !== path) makeFolderDurably(disk, parent);
  disk.makeFolder(path);
  if (parent !== path) disk.syncFolder(parent);
}
