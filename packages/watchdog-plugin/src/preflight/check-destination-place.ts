import { existsSync, realpathSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Finding } from "@rigline/core";
import { readJournal } from "@rigline/foundation/journal";
import { findPlace, ownFolders, vanished, type DestinationPlace, type PlaceProbe } from "@rigline/foundation/places";
import { destinationsJournalPath, readDestinationPlaces } from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";

const nodeProbe: PlaceProbe = {
  realPath: (path) => realpathSync.native(path),
  deviceOf: (path) => statSync(path, { bigint: true }).dev,
  fileSystemType: (path) => {
    const { type } = statfsSync(path, { bigint: true });
    return type === 0n ? "" : BigInt.asUintN(32, type).toString(16);
  },
};

/**
 * What the destination lies on, before anything is made there: a share that is not connected leaves a folder behind that
 * can be written. Undefined: nothing is to be said of it.
 */
export function checkDestinationPlace(
  destination: string,
  { flagFolder, allowLocalDestination, generated }: WatchPlaces,
  probe: PlaceProbe = nodeProbe,
): Finding | undefined {
  const subject = "destination";
  const folder = [destination, dirname(destination)].find((path) => existsSync(path));
  if (folder === undefined) return undefined;
  const place = findPlace(probe, folder, ownFolders(flagFolder, existsSync));
  const missed = vanished(probe.realPath(folder), place, knownPlaces(flagFolder));
  if (missed !== undefined)
    return {
      level: "error",
      subject,
      message: `${destination} is not there: a share or disk was at ${missed.root} before, and now the rig's own disk shows through`,
      todo: "Connect the share.",
    };
  if (!place.own || allowLocalDestination) return undefined;
  const key =
    generated === undefined
      ? "`rigline: {allow_local_destination: true}` into the watch config"
      : "`allow_local_destination: true` into the section `watchdog`";
  return {
    level: "warning",
    subject,
    message: `${destination} is on the rig's own disk`,
    todo: `If a share belongs there, connect it. If that is meant, write ${key}; until then no missing folder is made there, and no source deleted whose copy lies there.`,
  };
}

function knownPlaces(flagFolder: string): readonly DestinationPlace[] {
  const path = destinationsJournalPath(flagFolder);
  if (!existsSync(path)) return [];
  return readDestinationPlaces(readJournal(path).records);
}
