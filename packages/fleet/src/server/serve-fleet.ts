import { packageVersion } from "@rigline/foundation/paths";
import type { BindAddress } from "@rigline/page/parts";
import { createFleetApp, type FleetAppParts } from "./create-fleet-app.js";
import { listenAt, type ListeningServer } from "./listen-at.js";
import { noFigures } from "./server-figures.js";

/** Serves the fleet until it is closed. Throws FLEET_ADDRESS_TAKEN. */
export function serveFleet(
  parts: Omit<FleetAppParts, "figures" | "version">,
  address: BindAddress,
): Promise<ListeningServer> {
  const app = createFleetApp({ ...parts, figures: noFigures(), version: packageVersion(import.meta.url) });
  return listenAt(app, address);
}
