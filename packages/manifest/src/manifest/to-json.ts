import { formatDate, formatIso } from "@rigline/foundation/time";
import {
  isYamlMapping,
  YamlBinary,
  YamlDisguisedNumber,
  YamlSet,
  YamlTimestamp,
  type DocumentPath,
  type YamlMapping,
  type YamlValue,
} from "../yaml/index.js";
import type { JsonObject, JsonValue } from "./manifest.js";

/**
 * A mapping as JSON carries it: dates become ISO text, bytes the text that they are, sets lists, integers beyond 2^53 their
 * digits as text (a number would be another number). Of what JSON does not have, infinite numbers become null, and bytes
 * that are no UTF-8 their base64.
 */
export function toJsonObject(mapping: YamlMapping): JsonObject {
  return toJson(mapping) as JsonObject;
}

function toJson(value: YamlValue): JsonValue {
  if (value instanceof YamlTimestamp) return value.hasTime ? formatIso(value.time) : formatDate(value.time);
  if (value instanceof YamlDisguisedNumber) return value.value;
  if (value instanceof YamlBinary) return value.text ?? Buffer.from(value.bytes).toString("base64");
  if (value instanceof YamlSet) return value.items.map(toJson);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: YamlValue) => toJson(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}

/** The first value of a mapping that JSON does not have, and what it is; undefined when all can be posted. */
export function findNoJson(
  value: YamlValue,
  path: DocumentPath = [],
): { readonly path: DocumentPath; readonly what: string } | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return { path, what: "an infinite number, or none at all," };
  if (value instanceof YamlBinary && value.text === undefined) return { path, what: "binary data" };
  const items: Iterable<[string | number, YamlValue]> = isYamlMapping(value)
    ? Object.entries(value)
    : Array.isArray(value)
      ? (value as readonly YamlValue[]).entries()
      : [];
  for (const [key, item] of items) {
    const found = findNoJson(item, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
