import { formatClock, formatOffset } from "./format-iso.js";
import { readOffset, readWallTime } from "./iso-datetime.js";

/** A time of day. `offset`: minutes east of UTC; null for the clock on the wall at the rig. */
export interface TimeOfDay {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly offset: number | null;
}

const CLOCK = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?[ ]?(Z|z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Reads `20:00:00`, `20:00`, `20:00:00.5`, `20:00:00Z`, `20:00:00-07:00`, or the time of an ISO date-time, as
 * aind-watchdog-service 0.1.9 does (earlier ones take `%H:%M:%S` alone). Fractions are dropped. Undefined for any other text.
 */
export function readTimeOfDay(text: string): TimeOfDay | undefined {
  const match = CLOCK.exec(text);
  if (match === null) return timeOfWall(text);
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? "0")];
  const offset = readOffset(match[4]);
  if (hours > 23 || minutes > 59 || seconds > 59 || Number.isNaN(offset)) return undefined;
  return { hours, minutes, seconds, offset };
}

/** `20:00:00`, with `Z` or `-07:00` when the time has an offset. */
export function formatTimeOfDay({ hours, minutes, seconds, offset }: TimeOfDay): string {
  return `${formatClock({ hour: hours, minute: minutes, second: seconds }, ":")}${formatOffset(offset, ":")}`;
}

/** The service drops the date, and the zone with it. */
function timeOfWall(text: string): TimeOfDay | undefined {
  const wall = text.length > "2026-03-02".length ? readWallTime(text) : undefined;
  if (wall === undefined) return undefined;
  return { hours: wall.hour, minutes: wall.minute, seconds: wall.second, offset: null };
}
