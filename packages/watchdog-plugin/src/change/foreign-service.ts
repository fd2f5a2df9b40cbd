import { parseManifest } from "@rigline/manifest";
import { foreignStart } from "../follow/foreign-start.js";
import type { PluginParts } from "../parts.js";

/** So long before its hour nothing of it has begun, whatever the two clocks say. */
const MARGIN_MS = 60_000;

/**
 * Whether aind-watchdog-service has certainly not begun with a manifest in its queue: it has a time, and the first one since the
 * manifest came is still ahead. Without a time it begins within seconds, and says nothing of it.
 */
export function hasSurelyNotBegun(parts: Pick<PluginParts, "fileSystem" | "clock">, manifest: string): boolean {
  const start = foreignStart(parts, manifest, parseManifest(parts.fileSystem.read(manifest)).manifest);
  return start !== undefined && start.getTime() - parts.clock.now().getTime() > MARGIN_MS;
}
