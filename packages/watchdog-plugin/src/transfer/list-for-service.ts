import { basename } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { inventoryPath, writeInventory, type Manifest } from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { within } from "../follow/in-time.js";
import type { PluginParts } from "../parts.js";
import { listSources } from "./list-sources.js";
import type { PublishedRecord } from "./published-record.js";

/** Of a session of so many files that it takes longer, nothing is told. */
const LIST_MS = 5000;

/** Where the list is, or a phrase of why there is none. */
export interface HandedOffList {
  readonly file?: string;
  readonly trouble?: string;
}

/**
 * Writes down what was handed to a service that is not Rigline's: names and sizes, for nobody has read the files yet.
 * Rigline's own daemon writes its list with hashes.
 */
export async function listForService(
  { fileSystem, clock }: Pick<PluginParts, "fileSystem" | "clock">,
  { flagFolder }: Pick<WatchPlaces, "flagFolder">,
  { manifest, digest, name, destination }: PublishedRecord,
  of: Manifest,
): Promise<HandedOffList> {
  const place = { flagFolder, manifest, digest };
  try {
    const file = inventoryPath(place, "json");
    if (fileSystem.exists(file)) return { file };
    const files = await within((late) => listSources(fileSystem, of, late), clock, LIST_MS);
    if (files === undefined) return { trouble: `it took longer than ${LIST_MS / 1000} s` };
    const head = {
      manifest: basename(manifest),
      digest,
      name,
      destination,
      madeBy: "rigline",
      at: clock.now().toISOString(),
      algorithm: null,
    } as const;
    return { file: writeInventory(fileSystem, place, head, files) };
  } catch (error) {
    return { trouble: messageOf(error) };
  }
}
