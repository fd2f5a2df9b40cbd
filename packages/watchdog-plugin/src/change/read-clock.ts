import { formatClock, formatTimeOfDay, readTimeOfDay, wallTimeIn } from "@rigline/foundation/time";

/** The hour as a manifest has it: `20:00:00`, null for `now`; undefined: a manifest can't say that. */
export function readClock(text: string): string | null | undefined {
  if (text === "now") return null;
  const time = text.includes("-") ? undefined : readTimeOfDay(text);
  return time === undefined || time.offset !== null ? undefined : formatTimeOfDay(time);
}

/** The hour of a moment by the clock on the wall, `20:00:00`. */
export function clockAt(moment: Date, zone: string): string {
  return formatClock(wallTimeIn(moment, zone), ":");
}
