import { z } from "zod";
import { showValue } from "../errors/show-value.js";
import { toPosixPath } from "../paths/posix-path.js";
import { formatIso } from "../time/format-iso.js";
import { readWallTime, wallTimeOfEpoch, type WallTime } from "../time/iso-datetime.js";
import { formatTimeOfDay, readTimeOfDay } from "../time/schedule-time.js";
import { reading, YamlDisguisedNumber, YamlTimestamp } from "../yaml/index.js";
import type { JsonObject } from "./manifest.js";
import { toJsonObject } from "./to-json.js";

export const text = reading("text", (written) => (typeof written === "string" ? written : undefined));

/** A subject is named by digits or letters; the digits may stand unquoted. */
export const subject = reading("a subject's id", (written) => {
  if (typeof written === "bigint") return String(written);
  if (written instanceof YamlDisguisedNumber) return String(written.value);
  if (typeof written === "number" && Number.isSafeInteger(written)) return String(written);
  return typeof written === "string" && written !== "" ? written : undefined;
});

export const isoDatetime = reading("a date and time such as 2026-07-14T09:05:00-07:00", (written) => {
  const time = readMoment(written);
  return time === undefined ? undefined : formatIso(time);
});

function readMoment(written: unknown): WallTime | undefined {
  if (written instanceof YamlTimestamp) return written.time;
  if (typeof written === "number") return wallTimeOfEpoch(written);
  return typeof written === "string" ? readWallTime(written) : undefined;
}

/**
 * The service's 0.1.9 reads an unquoted 20:00:00 as 72000 seconds, and these as 20:00 UTC; earlier ones refuse it. Here it is
 * the time that stands in the file.
 */
export const clockTime = reading("a time such as 20:00:00", (written) => {
  if (typeof written === "number") return timeOfSeconds(written);
  if (written instanceof YamlDisguisedNumber && !written.text.includes(":")) return timeOfSeconds(written.value);
  const time =
    written instanceof YamlTimestamp && !written.hasTime
      ? undefined
      : written instanceof YamlTimestamp
        ? { hours: written.time.hour, minutes: written.time.minute, seconds: written.time.second, offset: null }
        : readTimeOfDay(
            written instanceof YamlDisguisedNumber ? written.text : typeof written === "string" ? written : "",
          );
  return time === undefined ? undefined : formatTimeOfDay(time);
});

function timeOfSeconds(seconds: number): string | undefined {
  const whole = Math.floor(seconds);
  if (!(whole >= 0 && whole < 86_400)) return undefined;
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return formatTimeOfDay({ hours, minutes, seconds: whole % 60, offset: null });
}

const TRUE_WORDS = ["true", "t", "yes", "y", "on", "1"];
const FALSE_WORDS = ["false", "f", "no", "n", "off", "0"];

/** As pydantic takes booleans: also 0, 1 and the usual words. */
export const bool = reading("true or false", (given) => {
  const written = given instanceof YamlDisguisedNumber ? given.value : given;
  if (typeof written === "boolean") return written;
  if (typeof written !== "string" && typeof written !== "number") return undefined;
  const word = String(written).toLowerCase();
  if (TRUE_WORDS.includes(word)) return true;
  return FALSE_WORDS.includes(word) ? false : undefined;
});

export const filePath = reading("a path", (written) =>
  typeof written === "string" && written !== "" ? toPosixPath(written) : undefined,
);

export const paths = z.array(filePath, { error: (issue) => `expected a list of paths, not ${showValue(issue.input)}` });

export const json: z.ZodType<JsonObject> = reading("keys and values that JSON can carry", toJsonObject);
