import type { JsonObject, Manifest } from "./manifest.js";

const KEY = "rigline_keep_sources";

/**
 * Notes in a manifest's extra_identifying_info which of its sources stay where they are, although its source is to be
 * deleted: folders that belong to no one session. aind-watchdog-service does not know the note and deletes them.
 */
export function keepSources(info: JsonObject | null, sources: readonly string[]): JsonObject | null {
  return sources.length === 0 ? info : { ...info, [KEY]: [...sources] };
}

/** The sources that are noted so. */
export function keptSources({ extraIdentifyingInfo }: Pick<Manifest, "extraIdentifyingInfo">): readonly string[] {
  const kept = extraIdentifyingInfo?.[KEY];
  return Array.isArray(kept) ? kept.filter((source) => typeof source === "string") : [];
}
