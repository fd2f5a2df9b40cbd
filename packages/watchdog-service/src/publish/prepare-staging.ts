import { dirname, join } from "node:path";
import { inspectIfThere, type Disk, inspectReal, removeTree } from "@rigline/foundation/disk";
import { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { failedToWrite, makeAtDestination } from "../copy/destination-failures.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { requireSamePlace, type KnownDestination } from "./look-at-destination.js";
import { type TreeShape, walkTree } from "./walk-tree.js";

/** The daemon's own user has to make files in it. */
const OWNER_WORKS = 0o700;

export type StagingShape = Required<Pick<TreeShape, "files" | "folders">> & Pick<CopyPlan, "traits">;

/**
 * Makes the staging folder hold the wanted folders and no file that is not wanted. Of the way to it at most the last folder
 * is made, the subject's. Throws DESTINATION_MISSING when the destination is not what it was found to be.
 */
export function prepareStaging(disk: Disk, staging: string, wanted: StagingShape, at: KnownDestination): void {
  try {
    requireSamePlace(disk, at);
    makeDurableFolder(disk, dirname(staging));
    // What is not wanted there is removed: of a link that would be somebody else's folder.
    if (inspectIfThere(disk, staging)?.kind === "link") {
      mark("staging: a link in its place is removed and not followed");
      disk.removeFile(staging);
    }
    makeDurableFolder(disk, staging);
    const { files, folders, others } = walkTree(disk, staging);
    const wantedFiles = new Set(wanted.files.map((file) => file.path));
    const wantedFolders = new Set(wanted.folders);
    for (const path of [...files.keys(), ...others]) {
      if (wantedFiles.has(path)) continue;
      mark("staging: a file that is not wanted any more is removed");
      disk.removeFile(join(staging, path));
    }
    for (const path of folders) {
      if (wantedFolders.has(path)) continue;
      mark("staging: a folder that is not wanted any more is removed");
      removeTree(disk, join(staging, path));
    }
    for (const path of wanted.folders)
      if (!folders.has(path)) makeWantedFolder(disk, join(staging, path), wanted.traits.get(path)?.mode);
  } catch (error) {
    throw error instanceof RiglineError ? error : failedToWrite({ destination: staging }, error);
  }
}

/** With no more rights than the source's, `mode`, so that nobody reads at the destination what he may not read at the rig. */
export function makeWantedFolder(disk: Disk, path: string, mode: number | undefined): void {
  makeFolder(disk, path, mode === undefined ? undefined : mode | OWNER_WORKS);
}

/** Flushed into its parent, so that a power cut can't take the way to what was published. A share is often reached by a link. */
export function makeDurableFolder(disk: Disk, path: string): void {
  if (inspectReal(disk, path)?.kind === "folder") return;
  makeFolder(disk, path);
  disk.syncFolder(dirname(path));
}

/** The same of a folder that several computers publish into, of which any may make it. */
export function makeShared(disk: Disk, path: string): void {
  try {
    makeDurableFolder(disk, path);
  } catch (error) {
    if (inspectReal(disk, path)?.kind !== "folder") throw error;
    mark("publish: a folder that another computer has made meanwhile is taken");
    disk.syncFolder(dirname(path));
  }
}

function makeFolder(disk: Disk, path: string, mode?: number): void {
  makeAtDestination(disk, path, () => disk.makeFolder(path, mode));
}
