import type { JsonObject, JsonValue } from "../manifest/index.js";

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/**
 * Puts values for `{{ name }}` in every text of a value. Done on the values, not on their JSON, so that a backslash or a
 * quote in what is put in stays itself. Names that are not given stay as they are.
 */
export function fillPlaceholders(value: JsonObject, given: Readonly<Record<string, string>>): JsonObject {
  return fill(value, given) as JsonObject;
}

function fill(value: JsonValue, given: Readonly<Record<string, string>>): JsonValue {
  if (typeof value === "string")
    return value.replace(PLACEHOLDER, (whole, name: string) =>
      Object.hasOwn(given, name) ? (given[name] ?? whole) : whole,
    );
  if (Array.isArray(value)) return value.map((item: JsonValue) => fill(item, given));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, given)]));
}
