import { readZone } from "./zone.js";
import { toZonedDate } from "./zoned-time.js";

/**
 * A moment as the clock on this machine's wall shows it, with its offset: `2026-07-14T09:05:00-07:00`. Text that is no moment
 * is given back as it is.
 */
export function showLocalTime(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? moment : toZonedDate(at, readZone());
}
