import { instantOf, nextOccurrence } from "./next-occurrence.js";
import { readTimeOfDay } from "./time-of-day.js";
import { readWallTime } from "./wall-time.js";

/**
 * When a person means something to happen: `now`, a time of day (`20:00`: the next one), a date (its first moment), or a date
 * with a time, by the clock on the wall in `zone` unless it has an offset. Undefined for any other text.
 */
export function readMoment(text: string, now: Date, zone: string): Date | undefined {
  if (text === "now") return now;
  const wall = readWallTime(text);
  if (wall !== undefined) {
    const { year, month, day, hour, minute, second, offset } = wall;
    const reading = Date.UTC(year, month - 1, day, hour, minute, second);
    return offset === null ? instantOf(reading, zone) : new Date(reading - offset * 60_000);
  }
  const time = readTimeOfDay(text);
  return time === undefined ? undefined : nextOccurrence(time, now, zone);
}
