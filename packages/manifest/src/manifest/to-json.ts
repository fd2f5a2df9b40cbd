import { formatDate, formatIso } from "../time/format-iso.js";
import { YamlDisguisedNumber, YamlTimestamp, type YamlValue } from "../yaml/index.js";
import type { JsonObject, JsonValue } from "./manifest.js";

/**
 * A mapping as JSON carries it: dates become ISO text, integers beyond 2^53 their digits as text (a number would be
 * another number). Undefined for what is no mapping and for numbers that JSON does not have.
 */
export function toJsonObject(written: unknown): JsonObject | undefined {
  const json = toJson(written as YamlValue);
  return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as JsonObject) : undefined;
}

function toJson(value: YamlValue): JsonValue | undefined {
  if (value instanceof YamlTimestamp) return value.hasTime ? formatIso(value.time) : formatDate(value.time);
  if (value instanceof YamlDisguisedNumber) return value.value;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, toJson(item)] as const);
  if (entries.some(([, item]) => item === undefined)) return undefined;
  if (Array.isArray(value)) return entries.map(([, item]) => item as JsonValue);
  return Object.fromEntries(entries) as JsonObject;
}
