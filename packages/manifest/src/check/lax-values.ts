import { z } from "zod";
import {
  isFloat,
  readBoolean,
  readDatetime,
  readInteger,
  readIntegerOrText,
  readList,
  readTextValue,
  readTime,
} from "../pydantic/read-value.js";
import { isYamlMapping, reading, YamlTimestamp } from "../yaml/index.js";

// What pydantic lets pass for these kinds of value in the service's models; more than Rigline itself takes.

/**
 * `%H:%M:%S` as strptime takes it: one digit is enough, and second ones may be of any script. 60 and 61 pass there, and are
 * refused behind it.
 */
const STRPTIME = /^(?:2[0-3]|[01]\p{Nd}|\p{Nd}):(?:[0-5]\p{Nd}|\p{Nd}):(?:[0-5]\p{Nd}|\p{Nd})$/u;

/** Before 0.1.9: of numbers none is a time, and of texts only this form. */
export const strictTime = reading("a time written as 20:00:00, in quotes", (written) => {
  if (written instanceof YamlTimestamp) return written.hasTime ? written.text : undefined;
  return typeof written === "string" && STRPTIME.test(written) ? written : undefined;
});

/** From 0.1.9: whatever can be a time, or a date, or a number of seconds. */
export const looseTime = reading("a time such as 20:00:00", readTime);

export const looseDatetime = reading("a date and time such as 2026-07-14T09:05:00-07:00", readDatetime);
export const looseSubject = reading("a number or a text", readIntegerOrText);
export const wholeNumber = reading("a whole number", readInteger);
export const anyText = reading("text", readTextValue);
export const anyBoolean = reading("true or false", readBoolean);
export const anyNumber = reading("a number", (written) => (isFloat(written) ? true : undefined));
export const anyMapping = reading("keys and values", (written) => (isYamlMapping(written) ? written : undefined));
export const texts = reading("a list of texts", (written) =>
  readList(written)?.every((item) => readTextValue(item) !== undefined) === true ? written : undefined,
);
/** A key that the service fills in itself: in a manifest it stands twice, whatever its value. */
export const ownKey = z.custom(() => false, "is the service's own, and refused in a manifest").optional();
