import { z } from "zod";
import { messageOf } from "@rigline/foundation/errors";
import { runnerError } from "./runner-errors.js";
import type { AnyRunner } from "./runner-unit.js";

/** A result as the dependants see it, and as the journal keeps it. */
export interface KeptResult {
  readonly value: unknown;
  readonly kept: boolean;
  readonly stored?: unknown;
}

/**
 * Takes a result through its schema and through JSON, so that what the dependants see now is what they would see after a
 * resume. Nothing (`undefined`) needs no schema to be kept. Throws RUNNER_RESULT_INVALID.
 */
export function keepResult({ name, result: schema }: AnyRunner, value: unknown): KeptResult {
  if (schema === undefined) return { value, kept: value === undefined };
  try {
    const stored = throughJson(encode(schema, value));
    return { value: schema.parse(stored), kept: true, stored };
  } catch (cause) {
    throw runnerError("RUNNER_RESULT_INVALID", {
      what: `the result of runner ${name} does not match its own schema: ${describe(cause)}`,
      where: { runner: name },
      why: "Whoever needs the result, now or after a resume, gets what the schema says and nothing else.",
      cause,
    });
  }
}

/** Schemas that transform one way can't encode; their result must then be what they take. */
function encode(schema: NonNullable<AnyRunner["result"]>, value: unknown): unknown {
  try {
    return schema.encode === undefined ? value : schema.encode(value);
  } catch {
    return value;
  }
}

function throughJson(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** On one line, for the report: `path: Invalid input: expected string, received number; …`. */
function describe(cause: unknown): string {
  if (!(cause instanceof z.core.$ZodError)) return messageOf(cause).split("\n")[0] ?? "";
  return cause.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`))
    .join("; ");
}
