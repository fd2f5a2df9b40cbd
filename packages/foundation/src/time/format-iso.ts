import type { WallTime } from "./wall-time.js";

/** ISO 8601 as pydantic writes it: `Z` at UTC, `-07:00` elsewhere, nothing without a zone, microseconds unless zero. */
export function formatIso(time: WallTime): string {
  const fraction = time.microsecond === 0 ? "" : `.${pad(time.microsecond, 6)}`;
  return `${formatDate(time)}T${formatClock(time, ":")}${fraction}${formatOffset(time.offset, ":")}`;
}

/**
 * As clabe and aind-behavior-services write it into the names of sessions (format_datetime): `2026-07-14T090500-0700`, `…Z` at
 * UTC, nothing without a zone.
 */
export function nameTime(time: WallTime): string {
  return `${formatDate(time)}T${formatClock(time, "")}${formatOffset(time.offset, "")}`;
}

/** `2026-03-02`. */
export function formatDate({ year, month, day }: WallTime): string {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** Hours, minutes and seconds with a text between them. */
export function formatClock(
  { hour, minute, second }: Pick<WallTime, "hour" | "minute" | "second">,
  between: string,
): string {
  return [hour, minute, second].map((part) => pad(part, 2)).join(between);
}

/** `Z` at UTC, `-07:00` elsewhere with `:` between, nothing without a zone. */
export function formatOffset(offset: number | null, between: string): string {
  if (offset === null) return "";
  if (offset === 0) return "Z";
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60), 2)}${between}${pad(minutes % 60, 2)}`;
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}
