/**
 * Wall time in a zone with its offset from UTC, ISO 8601 to the second: `2026-07-14T09:05:00-07:00`, `…Z` where the
 * offset is zero. Fractions of a second are dropped, as the session's name has none.
 */
export function toZonedDate(instant: Date, zone: string): string {
  const seconds = Math.floor(instant.getTime() / 1000);
  const wall = wallSeconds(seconds, zone);
  return `${new Date(wall * 1000).toISOString().slice(0, -5)}${formatOffset(wall - seconds)}`;
}

/**
 * A date as it stands in names, the twin of format_datetime in aind-behavior-services: `2026-07-14T090500-0700`, `…Z` in
 * UTC, neither without an offset.
 */
export function formatDatetime(date: string): string {
  const match = /^(\d{4}-\d{2}-\d{2}T)(\d{2}):(\d{2}):(\d{2})(?:[.,]\d+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(date);
  if (match === null) throw new RangeError(`not an ISO 8601 date and time: ${date}`);
  const [, day = "", hour = "", minute = "", second = "", offset = ""] = match;
  return `${day}${hour}${minute}${second}${/^[+-]00:?00$/.test(offset) ? "Z" : offset.replace(":", "")}`;
}

/** What the clock on the wall shows, as seconds since the epoch if it were UTC. */
function wallSeconds(seconds: number, zone: string): number {
  const parts = formatterOf(zone).formatToParts(seconds * 1000);
  const read = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"), read("second")) / 1000;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

function formatOffset(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  if (minutes === 0) return "Z";
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${seconds < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
