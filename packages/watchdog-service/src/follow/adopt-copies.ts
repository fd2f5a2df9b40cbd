import { dirname, join } from "node:path";
import { identityOf, inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { systemCodeOf } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { requireSamePlace, type KnownDestination } from "../publish/look-at-destination.js";
import { makeDurableFolder, makeWantedFolder } from "../publish/prepare-staging.js";
import type { AdoptAsks } from "./followed-copy.js";

export interface FolderAsks {
  /** The folder that copies grow in, absolute. */
  readonly root: string;
  /** Rights of the sources' folders by their paths, parents first. */
  readonly folders: ReadonlyMap<string, number>;
  readonly at: KnownDestination;
}

/** Makes folders for copies of a session that still runs. Throws DESTINATION_MISSING when the destination is not what it was found to be. */
export function makeFollowFolders(disk: Disk, { root, folders, at }: FolderAsks): void {
  requireSamePlace(disk, at);
  makeDurableFolder(disk, dirname(root));
  // Of a link that would be somebody else's folder.
  if (inspectIfThere(disk, root)?.kind === "link") disk.removeFile(root);
  makeDurableFolder(disk, root);
  for (const [path, mode] of folders)
    if (inspectIfThere(disk, join(root, path)) === undefined) makeWantedFolder(disk, join(root, path), mode);
}

/**
 * Gives the folder that copies grew in while their session ran to the job that hands it off, by a rename, and moves in it what belongs
 * elsewhere. Cut short, it goes on where it was. Returns `identityOf` each move's copy behind it; 0: it is not there, or is no longer
 * what was verified, and has to be copied or read again.
 */
export function adoptCopies(disk: Disk, { from, staging, folders, traits, moves, at }: AdoptAsks): Float64Array {
  requireSamePlace(disk, at);
  if (inspectIfThere(disk, from)?.kind === "folder" && inspectIfThere(disk, staging) === undefined) {
    makeDurableFolder(disk, dirname(staging));
    try {
      disk.rename(from, staging);
    } catch (error) {
      // Of a session that goes to another share by now.
      if (systemCodeOf(error) !== "EXDEV") throw error;
      mark("follow: what was copied to another volume than the manifest's is copied anew");
      return new Float64Array(moves.length);
    }
    disk.syncFolder(dirname(from));
    disk.syncFolder(dirname(staging));
  }
  if (inspectIfThere(disk, staging) === undefined) return new Float64Array(moves.length);
  for (const path of folders)
    if (inspectIfThere(disk, join(staging, path)) === undefined)
      makeWantedFolder(disk, join(staging, path), traits.get(path)?.mode);
  return Float64Array.from(moves, (move) => moveCopy(disk, staging, move));
}

function moveCopy(disk: Disk, staging: string, { from, to, copy }: AdoptAsks["moves"][number]): number {
  const [old, place] = [join(staging, from), join(staging, to)];
  const there = inspectIfThere(disk, old);
  if (from !== to && there?.kind === "file" && inspectIfThere(disk, place) === undefined) {
    disk.rename(old, place);
    // The rename is a change of the file too.
    const moved = inspectIfThere(disk, place);
    return moved !== undefined && copy === identityOf(there) ? identityOf(moved) : 0;
  }
  const found = from === to ? there : inspectIfThere(disk, place);
  return found !== undefined && copy === identityOf(found) ? identityOf(found) : 0;
}
