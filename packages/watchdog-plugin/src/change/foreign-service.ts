import { nextOccurrence, readTimeOfDay } from "@rigline/foundation/time";
import { parseManifest } from "@rigline/manifest";
import type { PluginParts } from "../parts.js";

/** So long before its hour nothing of it has begun, whatever the two clocks say. */
const MARGIN_MS = 60_000;

/**
 * Whether aind-watchdog-service has certainly not begun with a manifest in its queue: it has a time, and the first one since the
 * manifest came is still ahead. Without a time it begins within seconds, and says nothing of it.
 */
export function hasSurelyNotBegun(
  { fileSystem, clock }: Pick<PluginParts, "fileSystem" | "clock">,
  manifest: string,
): boolean {
  const { scheduleTime } = parseManifest(fileSystem.read(manifest)).manifest;
  const time = scheduleTime === null ? undefined : readTimeOfDay(scheduleTime);
  if (time === undefined) return false;
  const came = new Date(fileSystem.stat(manifest).modified);
  return nextOccurrence(time, came, clock.zone()).getTime() - clock.now().getTime() > MARGIN_MS;
}
