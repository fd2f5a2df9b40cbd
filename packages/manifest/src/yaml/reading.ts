import { z } from "zod";
import { showValue } from "../errors/show-value.js";
import { YamlDisguisedNumber, YamlTimestamp } from "./yaml-value.js";

/** A border type that reads a YAML value by a function; undefined is a refusal, told as "expected …, not <value>". */
export function reading<Value>(expected: string, read: (written: unknown) => Value | undefined): z.ZodType<Value> {
  return z.unknown().transform((written, context): Value => {
    const value = written === undefined ? undefined : read(written);
    if (value !== undefined) return value;
    context.addIssue({
      code: "custom",
      message: `expected ${expected}, not ${showValue(written)}${quotesHint(written)}`,
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
