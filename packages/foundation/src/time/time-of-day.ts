import { formatClock, formatOffset } from "./format-iso.js";
import { readClockTime, readWallTime, type WallTime } from "./wall-time.js";

/** A time of day. `offset`: minutes east of UTC; null for the clock on the wall at the rig. */
export interface TimeOfDay {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly offset: number | null;
}

/** `%H:%M:%S` as strptime takes it, where one digit is enough; the rest as pydantic. */
const SHORT = /^(\d{1,2}):(\d{1,2}):(\d{1,2})$/;

/**
 * Reads `20:00:00`, `20:00`, `20:00:00.5`, `20:00:00Z`, `20:00:00-07:00`, or the time of an ISO date-time, as
 * aind-watchdog-service 0.1.9 does, and `8:00:00`, as earlier ones do. Fractions are dropped. Undefined for any other text.
 */
export function readTimeOfDay(text: string): TimeOfDay | undefined {
  const short = SHORT.exec(text);
  const padded =
    short === null
      ? text
      : short
          .slice(1)
          .map((part) => part.padStart(2, "0"))
          .join(":");
  const clock = readClockTime(padded);
  if (clock !== undefined) return toTimeOfDay(clock, clock.offset);
  // The service drops the date, and the zone with it.
  const wall = text.length > "2026-03-02".length ? readWallTime(text) : undefined;
  return wall === undefined ? undefined : toTimeOfDay(wall, null);
}

/** The time of day of a moment. */
export function toTimeOfDay({ hour, minute, second }: WallTime, offset: number | null): TimeOfDay {
  return { hours: hour, minutes: minute, seconds: second, offset };
}

/** `20:00:00`, with `Z` or `-07:00` when the time has an offset. */
export function formatTimeOfDay({ hours, minutes, seconds, offset }: TimeOfDay): string {
  return `${formatClock({ hour: hours, minute: minutes, second: seconds }, ":")}${formatOffset(offset, ":")}`;
}
