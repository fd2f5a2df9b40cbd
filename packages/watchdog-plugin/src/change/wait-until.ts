import type { TransferInside } from "../transfer/transfer-inside.js";
import type { PublishedTransfer } from "../transfer/published-transfer.js";
import { askDaemon } from "./ask-daemon.js";
import type { KeptAlteration } from "./kept-alteration.js";

/**
 * Asks Rigline's daemon to wait for the day that a person chose; the manifest says its hour, so that nothing begins before this
 * is heard.
 */
export async function waitUntil(
  { parts, control }: Pick<TransferInside, "parts" | "control">,
  { manifest }: PublishedTransfer,
  { until, by }: KeptAlteration,
): Promise<void> {
  if (until === undefined || new Date(until) <= parts.clock.now() || control.daemon?.kind === "external") return;
  await askDaemon(parts, control.places, { manifest, deed: { do: "reschedule", until }, by, isWatched: false });
}
