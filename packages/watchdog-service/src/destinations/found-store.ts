import { isRemotePlace, remoteRoot } from "@rigline/foundation/paths";
import type { FoundDestination } from "../attempt/require-destination.js";

/** As a folder's look says it: a store is no disk of the rig, and tells nothing of its room. */
export function foundStore(destination: string): FoundDestination {
  const root = isRemotePlace(destination) ? remoteRoot(destination) : destination;
  return {
    place: { root, fileSystem: "", own: false, seen: true },
    path: destination,
    isShare: true,
    ownDevices: [],
    isMissing: false,
    free: null,
    isMeant: false,
    readBack: "device",
    news: [],
  };
}
