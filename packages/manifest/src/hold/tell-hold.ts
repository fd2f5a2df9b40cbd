import type { SessionStatus, StatusWord } from "@rigline/foundation/status";
import { describeHold, type DestinationHold } from "./destination-hold.js";

/** Words of what may still begin or go on. */
const UNDER_WAY: readonly StatusWord[] = ["queued", "copying", "waiting for its time"];

/** A status that says what the owner of its destination wants, as far as that holds it up. */
export function tellHold(status: SessionStatus, hold: DestinationHold | undefined): SessionStatus {
  if (hold === undefined || status.isOver || !UNDER_WAY.includes(status.word)) return status;
  // What has begun comes to its end.
  if (hold.mode === "drain" && status.word === "copying") return status;
  const detail = hold.mode === "throttle" ? `${status.detail}; ${describeHold(hold)}` : describeHold(hold);
  return { ...status, detail };
}
