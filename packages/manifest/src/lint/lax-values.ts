import { readWallTime, wallTimeOfEpoch } from "../time/iso-datetime.js";
import { readTimeOfDay } from "../time/schedule-time.js";
import { reading, YamlDisguisedNumber, YamlTimestamp } from "../yaml/index.js";

// What pydantic lets pass for these kinds of value in the service's models; more than Rigline itself takes.

/** `%H:%M:%S`, where one digit is enough. */
const STRPTIME = /^(?:[01]?\d|2[0-3]):[0-5]?\d:(?:[0-5]?\d|6[01])$/;

/** Before 0.1.9: of numbers none is a time, and of texts only this form. */
export const strictTime = reading("a time written as 20:00:00, in quotes", (written) => {
  if (written instanceof YamlTimestamp) return written.hasTime ? written.text : undefined;
  return typeof written === "string" && STRPTIME.test(written) ? written : undefined;
});

/** From 0.1.9: whatever can be a time, or a date, or a number of seconds. */
export const looseTime = reading("a time such as 20:00:00", (written) => {
  if (written instanceof YamlTimestamp) return written;
  const number = readNumber(written);
  if (number !== undefined) return wallTimeOfEpoch(number);
  if (typeof written !== "string") return undefined;
  return /^\d\d:\d\d(?!:\d(?!\d))/.test(written) ? readTimeOfDay(written) : readWallTime(written);
});

export const looseDatetime = reading("a date and time such as 2026-07-14T09:05:00-07:00", (written) => {
  if (written instanceof YamlTimestamp) return written;
  const number = readNumber(written);
  if (number !== undefined) return wallTimeOfEpoch(number);
  return typeof written === "string" ? readWallTime(written) : undefined;
});

export const looseSubject = reading("a number or a text", (written) => {
  if (typeof written === "string" || typeof written === "bigint" || typeof written === "boolean")
    return String(written);
  const number = readNumber(written);
  return number !== undefined && Number.isInteger(number) ? String(number) : undefined;
});

export const wholeNumber = reading("a whole number", (written) => {
  if (typeof written === "bigint" || typeof written === "boolean") return written;
  const number = readNumber(written);
  return number !== undefined && Number.isInteger(number) ? number : undefined;
});

function readNumber(written: unknown): number | undefined {
  if (typeof written === "number") return written;
  if (written instanceof YamlDisguisedNumber) return written.value;
  return typeof written === "string" && /^\s*[-+]?\d+(?:\.\d+)?\s*$/.test(written) ? Number(written) : undefined;
}
