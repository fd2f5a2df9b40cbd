import { describeHold, isInForce, parseHold } from "@rigline/manifest/holds";
import type { DaemonParts } from "../jobs/daemon-parts.js";

/**
 * What the owner of a destination says against it that anything is read or written there, one phrase: nobody else may be looking, where nothing
 * is to be handed off. Undefined: nothing. Rejects with what the destination refuses.
 */
export async function heldByOwner(
  { pool, clock, hearsHolds, settings }: Pick<DaemonParts, "pool" | "clock" | "hearsHolds" | "settings">,
  destination: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (hearsHolds !== true) return undefined;
  const entries = settings.stores;
  const { found } = await pool.run({ kind: "lookForHolds", destinations: [destination], entries }, { signal });
  const now = clock.now();
  for (const { file, content, trouble } of found) {
    const hold =
      trouble === undefined
        ? parseHold(file, content, { now, zone: clock.zone() })
        : ({ file, mode: "pause", damage: trouble } as const);
    if (isInForce(hold, now) && hold.mode !== "throttle") return describeHold(hold);
  }
  return undefined;
}
