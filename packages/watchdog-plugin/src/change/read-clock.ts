import { formatTimeOfDay, readTimeOfDay } from "@rigline/foundation/time";

/** The hour as a manifest has it: `20:00:00`, null for `now`; undefined: a manifest can't say that. */
export function readClock(text: string): string | null | undefined {
  if (text === "now") return null;
  const time = text.includes("-") ? undefined : readTimeOfDay(text);
  return time === undefined || time.offset !== null ? undefined : formatTimeOfDay(time);
}
