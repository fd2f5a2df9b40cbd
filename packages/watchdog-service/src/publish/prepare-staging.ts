import { dirname, join } from "node:path";
import { RiglineError } from "@rigline/core/errors";
import { failedToWrite } from "../copy/destination-failures.js";
import { inspectIfThere, type Disk } from "../platform/disk.js";
import { removeTree } from "../platform/remove-tree.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import type { TreeShape } from "./compare-tree.js";
import { publishError } from "./publish-errors.js";
import { walkTree } from "./walk-tree.js";

/** The daemon's own user has to make files in it. */
const OWNER_WORKS = 0o700;

export type StagingShape = Required<TreeShape> & Pick<CopyPlan, "traits">;

/**
 * Makes the staging folder hold the wanted folders and no file that is not wanted. Of the way to it at most the last folder
 * is made, the subject's: a share that is away would be made anew on the local disk. Throws DESTINATION_MISSING.
 */
export function prepareStaging(disk: Disk, staging: string, wanted: StagingShape): void {
  try {
    requireThere(disk, dirname(dirname(staging)));
    makeFolderDurably(disk, dirname(staging));
    // What is not wanted there is removed: of a link that would be somebody else's folder.
    if (inspectIfThere(disk, staging)?.kind === "link") disk.removeFile(staging);
    makeFolderDurably(disk, staging);
    const { files, folders, others } = walkTree(disk, staging);
    const wantedFiles = new Set(wanted.files.map((file) => file.path));
    const wantedFolders = new Set(wanted.folders);
    for (const path of [...files.keys(), ...others]) if (!wantedFiles.has(path)) disk.removeFile(join(staging, path));
    for (const path of folders) if (!wantedFolders.has(path)) removeTree(disk, join(staging, path));
    for (const path of wanted.folders)
      if (!folders.has(path)) disk.makeFolder(join(staging, path), modeOf(wanted, path));
  } catch (error) {
    throw error instanceof RiglineError ? error : failedToWrite({ destination: staging }, error);
  }
}

/** Not wider than the source's, so that nobody reads at the destination what he may not read at the rig. */
function modeOf({ traits }: StagingShape, path: string): number | undefined {
  const mode = traits.get(path)?.mode;
  return mode === undefined ? undefined : mode | OWNER_WORKS;
}

function requireThere(disk: Disk, folder: string): void {
  if (isFolder(disk, folder)) return;
  throw publishError("DESTINATION_MISSING", { what: `${folder} does not exist: is the share connected?` });
}

/** Flushed into its parent, so that a power cut can't take the way to what was published. */
function makeFolderDurably(disk: Disk, path: string): void {
  if (isFolder(disk, path)) return;
  disk.makeFolder(path);
  disk.syncFolder(dirname(path));
}

/** A share is often reached by a link. */
function isFolder(disk: Disk, path: string): boolean {
  const entry = inspectIfThere(disk, path);
  if (entry?.kind !== "link") return entry?.kind === "folder";
  try {
    return disk.inspect(disk.realPath(path)).kind === "folder";
  } catch {
    return false;
  }
}
