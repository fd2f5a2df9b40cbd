import { inspect } from "node:util";
import { messageOf } from "./render-error.js";

/** What a plugin in plain JavaScript passes as text may be anything, and logs and the journal take text only. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return value instanceof Error ? messageOf(value) : inspect(value, { breakLength: Infinity, customInspect: false });
}
