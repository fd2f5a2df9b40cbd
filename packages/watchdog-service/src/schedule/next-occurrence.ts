const DAY_MS = 86_400_000;

/** A time of day. `offset`: minutes east of UTC; null for the clock on the wall at the rig. */
export interface TimeOfDay {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly offset: number | null;
}

/**
 * The first instant after `after` at which a clock on the wall in `zone` shows the time. On the day when that time is
 * skipped (daylight saving begins) it is the moment as far after the jump; when it comes twice, the first.
 */
export function nextOccurrence(time: TimeOfDay, after: Date, zone: string): Date {
  const { hours, minutes, seconds, offset } = time;
  if (offset !== null) return nextAtOffset(time, offset, after);
  const wall = wallClock(after, zone);
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

/** `wall`: the wall-clock reading as if it were UTC, in milliseconds. */
function instantOf(wall: number, zone: string): Date {
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
  const wall = wallClock(new Date(instant), zone);
  const whole = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return whole + (((instant % 1000) + 1000) % 1000);
}

interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

function wallClock(instant: Date, zone: string): WallClock {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
}
