import { nextOccurrence, readTimeOfDay } from "@rigline/foundation/time";
import type { Manifest } from "@rigline/manifest";
import type { PluginParts } from "../parts.js";

/**
 * When a service that says nothing of its own begins with a manifest: at the first of its hours since it came. Undefined: it has
 * no hour. `file`: where it stands. Throws what the system says.
 */
export function foreignStart(
  { fileSystem, clock }: Pick<PluginParts, "fileSystem" | "clock">,
  file: string,
  { scheduleTime }: Pick<Manifest, "scheduleTime">,
): Date | undefined {
  const time = scheduleTime === null ? undefined : readTimeOfDay(scheduleTime);
  if (time === undefined) return undefined;
  return nextOccurrence(time, new Date(fileSystem.stat(file).modified), clock.zone());
}
