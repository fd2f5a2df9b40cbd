import { dirname, join } from "node:path";
import { type Disk, inspectReal, realPlace } from "@rigline/foundation/disk";
import {
  findPlace,
  isSameRoot,
  isShare,
  ownFolders,
  type DestinationPlace,
  type PlaceProbe,
} from "@rigline/foundation/places";
import { mark } from "@rigline/foundation/marks";
import { publishError } from "./publish-errors.js";

export interface DestinationAsks {
  /** As the manifest says it. */
  readonly destination: string;
  readonly flagFolder: string;
}

/** A destination and what it was found to be. */
export interface KnownDestination extends DestinationAsks {
  readonly place: DestinationPlace;
}

/** What a destination was found to be. */
export interface DestinationLook {
  readonly place: DestinationPlace;
  /** The destination with its links resolved, as far as it exists. */
  readonly path: string;
  /** Another computer serves it. */
  readonly isShare: boolean;
  /** The devices of the rig's own disks. */
  readonly ownDevices: readonly bigint[];
  /** The destination is still to be made. */
  readonly isMissing: boolean;
  /** Bytes; null: its file system does not say. */
  readonly free: number | null;
}

/**
 * Looks what a destination lies on. Of the way to it at most the last folder, the subject's, may be missing: a share that is
 * away would be made anew on the local disk. Throws DESTINATION_MISSING.
 */
export function lookAtDestination(disk: Disk, { destination, flagFolder }: DestinationAsks): DestinationLook {
  const there = inspectReal(disk, destination);
  const parent = dirname(destination);
  if (there === undefined && inspectReal(disk, parent)?.kind !== "folder")
    throw publishError("DESTINATION_MISSING", { what: `${parent} does not exist: is the share connected?` });
  if (there === undefined && isDangling(disk, destination))
    throw publishError("DESTINATION_MISSING", { what: `${destination} leads nowhere: is the share connected?` });
  const folder = there === undefined ? parent : destination;
  const { existing, rest } = realPlace(disk, destination);
  const probe: PlaceProbe = {
    realPath: (path) => disk.realPath(path),
    deviceOf: (path) => deviceOf(disk, path),
    fileSystemType: (path) => disk.fileSystemType(path),
  };
  const own = ownFolders(flagFolder, (path) => inspectReal(disk, path) !== undefined);
  const place = findPlace(probe, folder, own);
  return {
    place,
    isShare: isShare(disk.realPath(folder), place.fileSystem),
    path: join(existing, ...rest),
    ownDevices: own.map((path) => deviceOf(disk, path)),
    isMissing: there === undefined,
    free: askFree(disk, folder),
  };
}

/** Throws DESTINATION_MISSING when a destination is not what it was when it was last looked at. */
export function requireSamePlace(disk: Disk, { destination, flagFolder, place: before }: KnownDestination): void {
  const { place } = lookAtDestination(disk, { destination, flagFolder });
  if (isSameDestination(place, before)) return;
  throw publishError("DESTINATION_MISSING", {
    what: `${destination} is not what it was a moment ago: is the share connected?`,
    why: `it lay on ${describeDestination(before)}, and now lies on ${describeDestination(place)}`,
  });
}

export function isSameDestination(one: DestinationPlace, other: DestinationPlace): boolean {
  return (
    // How far up a volume reaches is seen only by who may look at the folders above.
    isSameRoot(one, other) &&
    one.fileSystem === other.fileSystem &&
    one.volume === other.volume &&
    one.own === other.own
  );
}

/** For a person. */
export function describeDestination({ root, own }: DestinationPlace): string {
  return own ? "the rig's own disk" : `the share or disk at ${root}`;
}

function askFree(disk: Disk, folder: string): number | null {
  try {
    return disk.freeSpace(folder);
  } catch {
    mark("room: of a share that does not say how much room it has nothing is forecast");
    return null;
  }
}

function isDangling(disk: Disk, path: string): boolean {
  try {
    return disk.inspect(path).kind === "link";
  } catch {
    return false;
  }
}

function deviceOf(disk: Disk, path: string): bigint {
  return disk.inspect(disk.realPath(path)).device;
}
