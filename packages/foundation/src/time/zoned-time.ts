import { formatIso } from "./format-iso.js";
import type { WallTime } from "./wall-time.js";

/**
 * Wall time in a zone with its offset from UTC, ISO 8601 to the second: `2026-07-14T09:05:00-07:00`, `…Z` where the
 * offset is zero. Fractions of a second are dropped, as the session's name has none.
 */
export function toZonedDate(instant: Date, zone: string): string {
  return formatIso(wallTimeIn(instant, zone));
}

/** What the clock on the wall shows in an IANA zone, to the second, with the zone's offset at that moment in whole minutes. */
export function wallTimeIn(instant: Date, zone: string): WallTime {
  const seconds = Math.floor(instant.getTime() / 1000);
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(seconds * 1000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
  const [year, month, day] = [part("year"), part("month"), part("day")];
  const [hour, minute, second] = [part("hour"), part("minute"), part("second")];
  const ahead = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
  const offset = Math.sign(ahead) * Math.round(Math.abs(ahead) / 60) + 0;
  return { year, month, day, hour, minute, second, microsecond: 0, offset };
}

/** Making one takes a hundred times as long as asking it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(zone, made);
  return made;
}
