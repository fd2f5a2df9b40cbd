import type { TimeOfDay } from "./time-of-day.js";
import { wallTimeIn } from "./zoned-time.js";

const DAY_MS = 86_400_000;

/**
 * The first instant after `after` at which a clock on the wall in `zone` shows the time. On the day when that time is
 * skipped (daylight saving begins) it is the moment as far after the jump; when it comes twice, the first.
 */
export function nextOccurrence(time: TimeOfDay, after: Date, zone: string): Date {
  const { hours, minutes, seconds, offset } = time;
  if (offset !== null) return nextAtOffset(time, offset, after);
  const wall = wallTimeIn(after, zone);
  for (let day = 0; ; day += 1) {
    const instant = instantOf(Date.UTC(wall.year, wall.month - 1, wall.day + day, hours, minutes, seconds), zone);
    if (instant.getTime() > after.getTime()) return instant;
  }
}

function nextAtOffset({ hours, minutes, seconds }: TimeOfDay, offset: number, after: Date): Date {
  const timeOfDay = ((hours * 60 + minutes - offset) * 60 + seconds) * 1000;
  const today = Math.floor(after.getTime() / DAY_MS) * DAY_MS + (((timeOfDay % DAY_MS) + DAY_MS) % DAY_MS);
  return new Date(today > after.getTime() ? today : today + DAY_MS);
}

/**
 * `wall`: the wall-clock reading as if it were UTC, in milliseconds. One that is skipped is as far after the jump; of one that
 * comes twice the first.
 */
export function instantOf(wall: number, zone: string): Date {
  const before = wall - offsetAt(wall - DAY_MS, zone);
  const after = wall - offsetAt(wall + DAY_MS, zone);
  const [early, late] = before < after ? [before, after] : [after, before];
  if (wallMilliseconds(early, zone) === wall) return new Date(early);
  if (wallMilliseconds(late, zone) === wall) return new Date(late);
  return new Date(before);
}

function offsetAt(instant: number, zone: string): number {
  return wallMilliseconds(instant, zone) - instant;
}

function wallMilliseconds(instant: number, zone: string): number {
  const wall = wallTimeIn(new Date(instant), zone);
  const whole = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return whole + (((instant % 1000) + 1000) % 1000);
}
