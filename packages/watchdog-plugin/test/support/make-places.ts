import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { WatchPlaces } from "../../src/daemon/watch-places.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A flag folder and one for completed manifests, both there. */
export function makePlaces(folder: string = temporaryFolder()): WatchPlaces {
  const flagFolder = join(folder, "flags");
  const completeFolder = join(folder, "complete");
  for (const made of [flagFolder, completeFolder]) mkdirSync(made, { recursive: true });
  return {
    configFile: join(folder, "watch_config.yml"),
    flagFolder,
    completeFolder,
    outbox: join(folder, "outbox"),
    generated: undefined,
    allowLocalDestination: false,
    follows: false,
  };
}
