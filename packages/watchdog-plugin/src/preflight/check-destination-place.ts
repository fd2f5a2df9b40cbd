import { dirname } from "node:path";
import type { FileSystem, Finding } from "@rigline/core";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import { findPlace, ownFolders, vanished, type DestinationPlace } from "@rigline/foundation/places";
import { destinationsJournalPath, readDestinationPlaces } from "@rigline/manifest";
import { standsAt } from "@rigline/foundation/platform";
import type { WatchPlaces } from "../daemon/watch-places.js";

/**
 * What the destination lies on, before anything is made there: a share that is not connected leaves a folder behind that
 * can be written. Undefined: nothing is to be said of it.
 */
export function checkDestinationPlace(
  fileSystem: FileSystem,
  destination: string,
  {
    flagFolder,
    allowLocalDestination,
    generated,
  }: Pick<WatchPlaces, "flagFolder" | "allowLocalDestination" | "generated">,
): Finding | undefined {
  const subject = "destination";
  const folder = [destination, dirname(destination)].find((path) => standsAt(fileSystem, path));
  if (folder === undefined) return undefined;
  const place = findPlace(
    fileSystem,
    folder,
    ownFolders(flagFolder, (path) => standsAt(fileSystem, path)),
  );
  const missed = vanished(fileSystem.realPath(folder), place, knownPlaces(fileSystem, flagFolder));
  if (missed !== undefined)
    return {
      level: "error",
      subject,
      message: `${destination} is not there: a share or disk was at ${missed.root} before, and now the rig's own disk shows through`,
      todo: "Connect the share.",
    };
  if (!place.own || allowLocalDestination) return undefined;
  const isMissing = folder !== destination;
  if (isMissing) mark("preflight: a destination that is missing on the rig's own disk is not made");
  const key =
    generated === undefined
      ? "`rigline: {allow_local_destination: true}` into the watch config"
      : "`allow_local_destination: true` into the section `watchdog`";
  if (isMissing)
    return {
      level: "error",
      subject,
      message: `${destination} does not exist, and ${folder} is on the rig's own disk: is the share connected?`,
      todo: `If a share belongs there, connect it. If the data are to go to this disk, write ${key}, or make the folder yourself.`,
    };
  return {
    level: "warning",
    subject,
    message: `${destination} is on the rig's own disk`,
    todo: `If a share belongs there, connect it. If that is meant, write ${key}; until then no missing folder is made there, and no source deleted whose copy lies there.`,
  };
}

/** The shares and disks that the daemon of a flag folder has written down. */
export function knownPlaces(fileSystem: FileSystem, flagFolder: string): readonly DestinationPlace[] {
  const path = destinationsJournalPath(flagFolder);
  return readDestinationPlaces(readJournalIfThere(path, { fileSystem })?.records ?? []);
}
