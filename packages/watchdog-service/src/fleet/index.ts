import { packageVersion } from "@rigline/foundation/paths";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { FleetClient, type FleetClientParts } from "./fleet-client.js";
import { FleetPusher } from "./fleet-pusher.js";
import type { FleetSettings } from "./fleet-settings.js";

/** Whoever tells a rig's fleet of its jobs. Loaded by rigs that have one. */
export function createPusher(
  parts: Omit<DaemonParts, "pool">,
  ports: Omit<FleetClientParts, "timeoutMs" | "clock">,
  settings: FleetSettings,
): FleetPusher {
  const client = new FleetClient({ ...ports, clock: parts.clock, timeoutMs: parts.settings.submitTimeoutMs }, settings);
  return new FleetPusher({ ...parts, client, version: packageVersion(import.meta.url) }, settings);
}
