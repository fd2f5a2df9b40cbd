import { escapeControlInJson } from "@rigline/foundation/redaction";
import { messageOf } from "@rigline/foundation/errors";

/**
 * JSON of any value, for a log that must not fail: what JSON can't hold (functions, bigints, symbols, cycles, throwing getters) becomes
 * a text that names it. Errors keep name, message, code and cause.
 */
export function toPlainJson(value: unknown): string {
  return escapeControlInJson(JSON.stringify(plain(value, []) ?? null));
}

const DEEPEST = 50;

function plain(value: unknown, above: readonly object[]): unknown {
  if (typeof value === "bigint" || typeof value === "symbol") return value.toString();
  if (typeof value === "function") return `[function ${value.name}]`;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (above.includes(value)) return "[circular]";
  if (above.length >= DEEPEST) return "[too deep]";
  try {
    return plainObject(value, [...above, value]);
  } catch (error) {
    return `[unreadable: ${messageOf(error)}]`;
  }
}

function plainObject(value: object, within: readonly object[]): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plain(item, within) ?? null);
  if (value instanceof Map || value instanceof Set) return [...value].map((item) => plain(item, within));
  if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON(), within);
  const own = value instanceof Error ? ["name", "message", "cause", ...Object.keys(value)] : Object.keys(value);
  return Object.fromEntries([...new Set(own)].map((key) => [key, member(value, key, within)]));
}

function member(value: object, key: string, within: readonly object[]): unknown {
  try {
    return plain((value as Record<string, unknown>)[key], within);
  } catch (error) {
    return `[unreadable: ${messageOf(error)}]`;
  }
}
