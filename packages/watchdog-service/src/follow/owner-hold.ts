import { describeHold, holdFor, readDestinationHolds } from "@rigline/manifest/holds";
import type { DaemonParts } from "../jobs/daemon-parts.js";

type HoldParts = Pick<DaemonParts, "settings" | "fileSystem" | "clock" | "hearsHolds">;

/**
 * Why the owner of a destination lets nothing be copied there for a session that runs, one phrase; undefined: nothing is in the way.
 * `hasBegun`: with `drain` what was begun comes to its end. The daemon's board looks at the destination, as it does for jobs.
 */
export function ownerStops(
  { settings, fileSystem, clock, hearsHolds }: HoldParts,
  destination: string,
  hasBegun: boolean,
): string | undefined {
  if (hearsHolds !== true) return undefined;
  const hold = holdFor(readDestinationHolds(fileSystem, settings.flagFolder, clock.now()), destination);
  if (hold === undefined || hold.mode === "throttle" || (hold.mode === "drain" && hasBegun)) return undefined;
  return describeHold(hold);
}
