import { mark } from "@rigline/foundation/marks";
import { isRemotePlace, placeAbove, placeIn, remoteRoot } from "@rigline/foundation/paths";
import type { FileSystem } from "@rigline/foundation/platform";
import { isStoreError } from "@rigline/foundation/stores";
import type { StoreEntries } from "@rigline/manifest";
import { LARGEST_HOLD_BYTES } from "@rigline/manifest/places";
import { openStore } from "../store/open-store.js";
import { HOLD_NAMES, type HoldLook, type SeenHold } from "./look-for-holds.js";

/**
 * The same in stores: in these places and in all above them, up to the bucket or the remote itself. A place in which the daemon's credentials may
 * read nothing has nobody's file in it: many a store says so of what is not there, too.
 */
export async function lookInStores(
  fileSystem: Pick<FileSystem, "read">,
  destinations: readonly string[],
  entries: StoreEntries,
): Promise<HoldLook> {
  const places = [...new Set(destinations.flatMap(placesUpTo))];
  const found: SeenHold[] = [];
  const folders: string[] = [];
  for (const place of places) {
    const store = await openStore({ place, entries }, fileSystem);
    try {
      for (const name of HOLD_NAMES) {
        const content = await store.get(name);
        if (content === undefined) continue;
        const file = placeIn(place, name);
        if (content.length <= LARGEST_HOLD_BYTES) found.push({ file, content });
        else found.push({ file, content: new Uint8Array(), trouble: "it is too large" });
      }
      folders.push(place);
    } catch (error) {
      if (!isStoreError(error) || error.trouble !== "denied") throw error;
      mark("hold: a place in a store that is closed to the daemon has nobody's hold in it");
      folders.push(place);
    } finally {
      store.close();
    }
  }
  return { found, folders };
}

/** Itself and all above it; the last one is the bucket, or the remote. */
function placesUpTo(destination: string): readonly string[] {
  const root = remoteRoot(destination);
  const places: string[] = [];
  for (let place = destination; isRemotePlace(place) && place.length > root.length; place = placeAbove(place)) {
    places.push(place);
    // `rclone:nas:rigs` lies in the remote, and no slash tells the two apart.
    if (!place.slice(root.length).replace(/^\//, "").includes("/")) break;
  }
  // Of one that begins at a server's root, what has no path is another place: the home of whoever signs in.
  return destination.startsWith("rclone:") && destination.startsWith("/", root.length) ? places : [...places, root];
}
