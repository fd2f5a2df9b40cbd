import { createHash } from "node:crypto";
import { dirname, join, parse } from "node:path";
import { type Disk, isSamePlace } from "@rigline/foundation/disk";
import { flushFolder, makeFolderDurably, moveDurably, standsAt, type FileSystem } from "@rigline/foundation/platform";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { archiveError } from "./archive-errors.js";

/**
 * Moves a finished manifest to the folder of completed ones, durably, and returns where it is. An archived one of the
 * same name is never replaced: the newcomer gets a number. Called again after a crash it finds what the first call did.
 * Undefined: the manifest is in neither place, or another one has taken its name, which is left alone.
 */
export function archiveManifest(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  manifest: string,
  digest: string,
  completeFolder: string,
): string | undefined {
  try {
    makeFolderDurably(fileSystem, completeFolder);
    requireApart(disk, dirname(manifest), completeFolder);
    const earlier = findArchived(fileSystem, manifest, digest, completeFolder);
    if (earlier !== undefined) {
      mark("archive: a manifest that was moved before is flushed where it is");
      // The attempt that moved it may have failed at this, or been killed before it.
      disk.flushFile(earlier);
      flushFolder(fileSystem, completeFolder);
      flushFolder(fileSystem, dirname(completeFolder));
    }
    if (!standsAt(fileSystem, manifest) || digestOf(fileSystem, manifest) !== digest) return earlier;
    if (earlier !== undefined) {
      mark("archive: a manifest that stands in both places is removed from the flag folder");
      fileSystem.remove(manifest);
      return earlier;
    }
    for (let number = 1; ; number += 1) {
      const place = archivedPlace(manifest, completeFolder, number);
      if (standsAt(fileSystem, place)) {
        mark("archive: a name that another archived manifest has is left to it");
        continue;
      }
      moveDurably(manifest, place, { fileSystem });
      return place;
    }
  } catch (error) {
    throw archiveError("ARCHIVE_FAILED", {
      what: `${manifest} can't be moved to ${completeFolder}`,
      where: { file: manifest },
      why: messageOf(error),
      cause: error,
    });
  }
}

/** In one folder the manifest would be found as its own archived copy, and then removed. */
function requireApart(disk: Disk, flagFolder: string, completeFolder: string): void {
  if (isSamePlace(disk, flagFolder, completeFolder)) throw new Error(`${completeFolder} is the flag folder itself`);
}

/** The archived manifest with these very bytes, if it is there. */
function findArchived(
  fileSystem: FileSystem,
  manifest: string,
  digest: string,
  completeFolder: string,
): string | undefined {
  for (let number = 1; ; number += 1) {
    const place = archivedPlace(manifest, completeFolder, number);
    if (!standsAt(fileSystem, place)) return undefined;
    if (digestOf(fileSystem, place) === digest) return place;
  }
}

function digestOf(fileSystem: FileSystem, path: string): string {
  return createHash("sha256").update(fileSystem.read(path)).digest("hex");
}

/** `manifest_x.yml`, then `manifest_x.2.yml`, `manifest_x.3.yml`, … */
function archivedPlace(manifest: string, folder: string, number: number): string {
  const { name, ext } = parse(manifest);
  return join(folder, number === 1 ? `${name}${ext}` : `${name}.${number}${ext}`);
}
