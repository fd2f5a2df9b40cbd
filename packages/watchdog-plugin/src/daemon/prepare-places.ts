import { dirname } from "node:path";
import type { FileSystem } from "@rigline/core";
import { makeFolderDurably, writeDurably } from "@rigline/foundation/platform";
import type { WatchPlaces } from "./watch-places.js";

/** Makes the queue's folders, and writes the watch config where it is Rigline's own and not yet as it should be. */
export function preparePlaces(fileSystem: FileSystem, places: WatchPlaces): void {
  makeFolderDurably(fileSystem, places.flagFolder);
  makeFolderDurably(fileSystem, places.completeFolder);
  if (places.generated === undefined || readText(fileSystem, places.configFile) === places.generated) return;
  makeFolderDurably(fileSystem, dirname(places.configFile));
  writeDurably(places.configFile, places.generated, { fileSystem });
}

function readText(fileSystem: FileSystem, path: string): string | undefined {
  return fileSystem.exists(path) ? Buffer.from(fileSystem.read(path)).toString("utf8") : undefined;
}
