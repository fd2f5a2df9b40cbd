import { basename, dirname } from "node:path";
import type { FileSystem, FreeSpace } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { isWithin } from "@rigline/foundation/paths";
import { ownFolders } from "@rigline/foundation/places";
import { standsAt } from "@rigline/foundation/platform";
import { checkDestinationPlace } from "./check-destination-place.js";
import { checkRoom } from "./check-room.js";
import { checkDestination } from "./check-writable.js";
import type { DestinationFound, DestinationOrder, RigPlaces, RootRate } from "./destination-looks.js";

/** Makes one folder in another, of which it is seen to it that it still lies on the volume of that number. */
export type MakeFolderIn = (parent: string, name: string, device: bigint) => void;

export interface LookPorts {
  readonly makeFolderIn: MakeFolderIn;
  readonly freeSpace: FreeSpace;
}

/**
 * What a destination is, whether it can be written and has room, and makes its last part where it may be missing. Each operation
 * may wait for a share as long as it likes: whoever may not, has it looked at by another process.
 */
export function checkWhereDataGo(
  fileSystem: FileSystem,
  { destination, places, forecastBytes, rates = [] }: DestinationOrder,
  { makeFolderIn, freeSpace }: LookPorts,
  platform: NodeJS.Platform = process.platform,
): DestinationFound {
  try {
    const parent = dirname(destination);
    // Before the look: what is made is made on what was looked at, or not at all.
    const device = standsAt(fileSystem, parent) ? fileSystem.deviceOf(parent) : undefined;
    const place = places === undefined ? undefined : checkDestinationPlace(fileSystem, destination, places);
    if (place?.level === "error") return { findings: [place] };
    const make =
      places === undefined || device === undefined || isRefused(fileSystem, places, device)
        ? undefined
        : () => makeFolderIn(parent, basename(destination), device);
    const written = checkDestination(fileSystem, destination, make);
    const findings = [written, ...(place === undefined ? [] : [place])];
    if (written.level === "error") return { findings };
    findings.push(checkRoom(freeSpace, destination, { forecastBytes, rate: rateAt(fileSystem, destination, rates) }));
    const mappedTo = platform === "win32" ? findMapped(fileSystem, destination) : undefined;
    const realPath = fileSystem.realPath(destination);
    return { findings, realPath, ...(mappedTo === undefined ? {} : { mappedTo }) };
  } catch (error) {
    const message = `${destination} can't be looked at: ${messageOf(error)}`;
    const todo = "Connect the share, and look whether it answers.";
    return { findings: [{ level: "error", subject: "destination", message, todo }] };
  }
}

/** Of the file system that a destination lies on. */
function rateAt(fileSystem: FileSystem, destination: string, rates: readonly RootRate[]): RootRate | undefined {
  if (rates.length === 0) return undefined;
  const real = fileSystem.realPath(destination);
  const around = rates.filter(({ root }) => isWithin(root, real));
  return around.toSorted((one, other) => other.root.length - one.root.length)[0];
}

/** The server's path of a connected drive: it is one of this user's alone. */
function findMapped(fileSystem: FileSystem, destination: string): string | undefined {
  if (!/^[a-z]:/iu.test(destination)) return undefined;
  const real = fileSystem.realPath(destination);
  return real.startsWith("\\\\") ? real : undefined;
}

/** By the number alone: a share that comes and goes may have been another thing at each of several looks. */
function isRefused(fileSystem: FileSystem, { flagFolder, allowLocalDestination }: RigPlaces, device: bigint): boolean {
  if (allowLocalDestination) return false;
  const own = ownFolders(flagFolder, (path) => fileSystem.exists(path));
  return own.some((folder) => fileSystem.deviceOf(folder) === device);
}
