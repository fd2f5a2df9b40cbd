import { shorten, showValue } from "@rigline/foundation/errors";
import { z } from "zod";
import { isYamlMapping, YamlDisguisedNumber, YamlTimestamp } from "./yaml-value.js";

/** A border type that reads a YAML value by a function; undefined is a refusal, told as "expected …, not <value>". */
export function reading<Value>(expected: string, read: (written: unknown) => Value | undefined): z.ZodType<Value> {
  return z.unknown().transform((written, context): Value => {
    const value = written === undefined ? undefined : read(written);
    if (value !== undefined) return value;
    context.addIssue({
      code: "custom",
      message: `expected ${expected}, not ${showYaml(written)}${quotesHint(written)}`,
    });
    return z.NEVER;
  }) as z.ZodType<Value>;
}

/** What to do about a value that a YAML 1.1 reader takes for something else than the text it looks like. */
export function quotesHint(written: unknown): string {
  const isMisread =
    written instanceof YamlTimestamp || written instanceof YamlDisguisedNumber || typeof written === "number";
  return isMisread ? " (if it is meant as text, put it in quotes)" : "";
}

/** A value of a document as an error shows it: what the file says, where that is another word than JavaScript's. */
export function showYaml(value: unknown): string {
  if (typeof value === "bigint") return shorten(String(value));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return showValue(value);
  return "text" in value && !isYamlMapping(value) ? shorten(String(value.text)) : "a mapping";
}
