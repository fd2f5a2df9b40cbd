import { formatClock, formatDate, formatOffset } from "../time/format-iso.js";
import { readWallTime, type WallTime } from "../time/iso-datetime.js";
import { nameError } from "./name-errors.js";

/**
 * A date-time as clabe and aind-behavior-services write it into session names: `2026-07-14T090500-0700`, `…Z` at UTC,
 * nothing without a zone. `iso`: ISO 8601, wall time with its offset. Throws DATETIME_UNREADABLE.
 */
export function formatDatetime(iso: string): string {
  const time = requireWallTime(iso);
  return `${formatDate(time)}T${formatClock(time, "")}${formatOffset(time.offset, "")}`;
}

/** The wall time that a text says, not converted. Throws DATETIME_UNREADABLE. */
export function requireWallTime(iso: string): WallTime {
  const time = readWallTime(iso);
  if (time !== undefined) return time;
  throw nameError("DATETIME_UNREADABLE", {
    what: `${JSON.stringify(iso)} is no ISO 8601 date-time, so nothing can be named after it`,
  });
}
