import { formatIso, formatTimeOfDay, readTimeOfDay, toTimeOfDay } from "@rigline/foundation/time";
import { z } from "zod";
import { toPosixPath } from "../paths/posix-path.js";
import {
  readBoolean,
  readDatetime,
  readInteger,
  readList,
  readNumber,
  readTextValue,
  readTime,
} from "../pydantic/read-value.js";
import {
  controlObjection,
  isYamlMapping,
  reading,
  showYaml,
  YamlDisguisedNumber,
  YamlTimestamp,
} from "../yaml/index.js";
import type { JsonObject } from "./manifest.js";
import { findNoJson, toJsonObject } from "./to-json.js";

export const text = reading("text", readTextValue);

/** A subject is named by digits or letters; the digits may stand unquoted. */
export const subject = reading("a subject's id", (written) => {
  if (typeof written === "boolean") return undefined;
  const id = typeof written === "string" ? written : (readInteger(written) ?? readTextValue(written));
  return id === "" ? undefined : id;
});

export const isoDatetime = reading("a date and time such as 2026-07-14T09:05:00-07:00", (written) => {
  const time = readDatetime(written);
  return time === undefined ? undefined : formatIso(time);
});

/**
 * The service's 0.1.9 reads an unquoted 20:00:00 as 72000 seconds, and these as 20:00 UTC; earlier ones refuse it. Here it is
 * the time that stands in the file. Of what else the service makes a time of, dates and numbers in quotes or beyond a day are
 * refused: nobody means them.
 */
export const clockTime = reading("a time such as 20:00:00", (written) => {
  if (written instanceof YamlDisguisedNumber && written.text.includes(":")) return formatClock(written.text);
  const number = readNumber(written);
  if (number !== undefined && !(number >= 0 && number < 86_400)) return undefined;
  if (number === undefined && !(written instanceof YamlTimestamp && written.hasTime))
    return formatClock(readTextValue(written) ?? "");
  const time = readTime(written);
  return time === undefined ? undefined : formatTimeOfDay(toTimeOfDay(time, time.offset));
});

function formatClock(written: string): string | undefined {
  const time = readTimeOfDay(written);
  return time === undefined ? undefined : formatTimeOfDay(time);
}

/** As pydantic takes booleans: also 0, 1 and the usual words. */
export const bool = reading("true or false", readBoolean);

export const filePath = z.unknown().transform((written, context): string => {
  const path = readTextValue(written);
  if (path !== undefined && path !== "") {
    const objection = controlObjection(path);
    if (objection === undefined) return toPosixPath(path);
    context.addIssue({ code: "custom", message: `${JSON.stringify(path)} ${objection}` });
  } else if (written !== undefined)
    context.addIssue({ code: "custom", message: `expected a path, not ${showYaml(written)}` });
  else context.addIssue({ code: "custom", message: "expected a path, not nothing" });
  return z.NEVER;
}) as z.ZodType<string>;

export const paths = z.preprocess(
  (written) => readList(written) ?? written,
  z.array(filePath, { error: (issue) => `expected a list of paths, not ${showYaml(issue.input)}` }),
);

/** What is posted: each value is one that JSON has. */
export const json = z.unknown().transform((written, context): JsonObject => {
  if (isYamlMapping(written)) {
    const odd = findNoJson(written);
    if (odd === undefined) return toJsonObject(written);
    context.addIssue({ code: "custom", path: [...odd.path], message: `${odd.what} can't be posted as JSON` });
  } else
    context.addIssue({
      code: "custom",
      message: `expected keys and values that JSON can carry, not ${showYaml(written)}`,
    });
  return z.NEVER;
}) as z.ZodType<JsonObject>;

/** What is told in logs alone: what JSON does not have stands as null, as pydantic writes it. */
export const loggedJson: z.ZodType<JsonObject> = reading("keys and values", (written) =>
  isYamlMapping(written) ? toJsonObject(written) : undefined,
);
