import { formatBytes } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { z } from "zod";

/** What the owner of a destination says to all rigs by a file there, as the daemon found it. Times ISO 8601 in UTC. */
export const DestinationHoldSchema = z.object({
  /** Absolute path of the file, as this rig reaches it: it holds for all below its folder. */
  file: z.string(),
  /**
   * `pause`: nothing is begun, and what is under way stops. `drain`: nothing is begun, and what is under way comes to its end.
   * `throttle`: no faster than `bytesPerSecond`. `none`: the file is gone, or its time is over.
   */
  mode: z.enum(["pause", "drain", "throttle", "none"]),
  bytesPerSecond: z.number().positive().optional(),
  /** Then it is over by itself. */
  until: z.string().optional(),
  why: z.string().optional(),
  who: z.string().optional(),
  /** Why the file can't be read as what it should be: then it pauses. */
  damage: z.string().optional(),
});

export type FoundHold = z.output<typeof DestinationHoldSchema>;

/** A hold that is in force. */
export interface DestinationHold extends FoundHold {
  readonly mode: "pause" | "drain" | "throttle";
  /** Since when the daemon knows of it. */
  readonly since?: string | undefined;
}

export function isInForce(hold: FoundHold | undefined, now: Date): hold is DestinationHold {
  return hold !== undefined && hold.mode !== "none" && (hold.until === undefined || new Date(hold.until) > now);
}

/** What it says and who says it, one phrase: `paused by the owner of /central until …: new disks (ada)`. */
export function describeHold({ file, mode, bytesPerSecond = 0, until, why, who, damage }: DestinationHold): string {
  const deed = {
    pause: "paused by the destination's owner",
    drain: "the destination's owner lets nothing new begin",
    throttle: `held to ${formatBytes(bytesPerSecond)} a second by the destination's owner`,
  }[mode];
  const when = until === undefined ? "" : ` until ${showLocalTime(until)}`;
  const said = [why, who === undefined ? undefined : `says ${who}`].filter((text) => text !== undefined);
  const reason = damage === undefined ? said.join(", ") : `the file can't be read (${damage}), so nothing is sent`;
  return `${deed}${when}${reason === "" ? "" : `: ${reason}`} (${file})`;
}
