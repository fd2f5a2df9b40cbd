import { basename, dirname } from "node:path";
import type { FileSystem, Finding } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { checkDestinationPlace } from "./check-destination-place.js";
import { checkDestination } from "./check-writable.js";

/** Of the queue, what tells whether a destination may be made where it is missing. Plain: it goes to another process. */
export type RigPlaces = Pick<WatchPlaces, "flagFolder" | "allowLocalDestination" | "generated">;

export interface DestinationOrder {
  /** Absolute. */
  readonly destination: string;
  /** Undefined: the watch config can't be read, so nothing is made. */
  readonly places: RigPlaces | undefined;
}

/** Makes one folder in another, of which it is seen to it that it still lies on the volume of that number. */
export type MakeFolderIn = (parent: string, name: string, device: bigint) => void;

/**
 * What a destination is and whether it can be written, and makes its last part where it may be missing. Each operation may wait
 * for a share as long as it likes: whoever may not, has it looked at by another process.
 */
export function lookAtDestination(
  fileSystem: FileSystem,
  { destination, places }: DestinationOrder,
  makeFolderIn: MakeFolderIn,
): readonly Finding[] {
  try {
    const parent = dirname(destination);
    // Before the look: what is made is made on what was looked at, or not at all.
    const device = fileSystem.exists(parent) ? fileSystem.deviceOf(parent) : undefined;
    const place = places === undefined ? undefined : checkDestinationPlace(fileSystem, destination, places);
    if (place?.level === "error") return [place];
    const make =
      places === undefined || device === undefined
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
