import { nameTime, readWallTime, type WallTime } from "@rigline/foundation/time";
import { nameError } from "./name-errors.js";

/** An ISO 8601 date-time as it stands in the names of sessions (`nameTime`), not converted. Throws DATETIME_UNREADABLE. */
export function formatDatetime(iso: string): string {
  return nameTime(requireWallTime(iso));
}

/** The wall time that a text says, not converted. Throws DATETIME_UNREADABLE. */
export function requireWallTime(iso: string): WallTime {
  const time = readWallTime(iso);
  if (time !== undefined) return time;
  throw nameError("DATETIME_UNREADABLE", {
    what: `${JSON.stringify(iso)} is no ISO 8601 date-time, so nothing can be named after it`,
  });
}
