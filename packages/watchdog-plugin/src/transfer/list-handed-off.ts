import { basename } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { inventoryPath, writeInventory, type Manifest } from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { within } from "../follow/in-time.js";
import type { PluginParts } from "../parts.js";
import { listSources } from "./list-sources.js";
import type { PublishedRecord } from "./published-record.js";

/** Of a session of so many files that it takes longer, there is no list. */
const LIST_MS = 5000;

export interface HandedOffList {
  /** Absolute path of the list. */
  readonly file?: string;
  /** Why there is none, a phrase. */
  readonly trouble?: string;
}

/** Writes names and sizes of what a manifest names, and no hashes: nobody has read the files yet. Never rejects. */
export async function listHandedOff(
  { fileSystem, clock }: Pick<PluginParts, "fileSystem" | "clock">,
  places: WatchPlaces,
  published: PublishedRecord,
  manifest: Manifest,
): Promise<HandedOffList> {
  const place = { flagFolder: places.flagFolder, manifest: published.manifest, digest: published.digest };
  const late = new AbortController();
  try {
    const file = inventoryPath(place, "json");
    if (fileSystem.exists(file)) return { file };
    const files = await within(listSources(fileSystem, manifest, late.signal), clock, LIST_MS);
    if (files === undefined) return { trouble: `it took longer than ${LIST_MS / 1000} s` };
    const head = {
      manifest: basename(published.manifest),
      digest: published.digest,
      name: published.name,
      destination: published.destination,
      madeBy: "rigline",
      at: clock.now().toISOString(),
      algorithm: null,
    } as const;
    return { file: writeInventory(fileSystem, place, head, files) };
  } catch (error) {
    return { trouble: messageOf(error) };
  } finally {
    late.abort();
  }
}
