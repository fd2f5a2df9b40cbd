import { basename, dirname } from "node:path";
import type { FileSystem, Finding } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { ownFolders } from "@rigline/foundation/places";
import { standsAt } from "@rigline/foundation/platform";
import { checkDestinationPlace } from "./check-destination-place.js";
import { checkDestination } from "./check-writable.js";
import type { DestinationOrder, RigPlaces } from "./destination-looks.js";

/** Makes one folder in another, of which it is seen to it that it still lies on the volume of that number. */
export type MakeFolderIn = (parent: string, name: string, device: bigint) => void;

/**
 * What a destination is and whether it can be written, and makes its last part where it may be missing. Each operation may wait
 * for a share as long as it likes: whoever may not, has it looked at by another process.
 */
export function checkWhereDataGo(
  fileSystem: FileSystem,
  { destination, places }: DestinationOrder,
  makeFolderIn: MakeFolderIn,
): readonly Finding[] {
  try {
    const parent = dirname(destination);
    // Before the look: what is made is made on what was looked at, or not at all.
    const device = standsAt(fileSystem, parent) ? fileSystem.deviceOf(parent) : undefined;
    const place = places === undefined ? undefined : checkDestinationPlace(fileSystem, destination, places);
    if (place?.level === "error") return [place];
    const make =
      places === undefined || device === undefined || isRefused(fileSystem, places, device)
        ? undefined
        : () => makeFolderIn(parent, basename(destination), device);
    return [checkDestination(fileSystem, destination, make), ...(place === undefined ? [] : [place])];
  } catch (error) {
    const message = `${destination} can't be looked at: ${messageOf(error)}`;
    return [
      { level: "error", subject: "destination", message, todo: "Connect the share, and look whether it answers." },
    ];
  }
}

/** By the number alone: a share that comes and goes may have been another thing at each of several looks. */
function isRefused(fileSystem: FileSystem, { flagFolder, allowLocalDestination }: RigPlaces, device: bigint): boolean {
  if (allowLocalDestination) return false;
  const own = ownFolders(flagFolder, (path) => fileSystem.exists(path));
  return own.some((folder) => fileSystem.deviceOf(folder) === device);
}
