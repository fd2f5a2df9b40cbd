import { listNames } from "@rigline/foundation/errors";
import type { ValueSource } from "../layers/config-layer.js";
import { hideInText } from "../problems/hide-secrets.js";

/** The keys of what was expected, by its schema. */
export interface KnownKeys {
  readonly all: readonly string[];
  /** Those that have to be written. */
  readonly required: readonly string[];
}

interface Written {
  readonly found: unknown;
  readonly path: string;
  readonly source: ValueSource | undefined;
  readonly keys: () => KnownKeys;
}

/** How a list, or keys and values, are written: the one thing that can't be guessed. Empty where something else was expected. */
export function asWritten(expected: string, { found, path, source, keys }: Written): string {
  const wanted = expected.split(" or ");
  const isList = wanted.includes("array");
  const isObject = wanted.some((name) => name === "object" || name === "record");
  if (!isList && !isObject) return "";
  if (source !== undefined && ["environment", "dotenv", "secret", "flag"].includes(source.kind))
    return `; here it is written as JSON, such as ${isObject ? '{"a":"b"}' : '["a","b"]'}`;
  if (isObject) return asKeys(found, keys());
  if (typeof found === "string") return `; a list is written as ${asList(found, path)}`;
  if (typeof found !== "object" || found === null) return "; a list is written as [a, b]";
  return `; in a list, each item has a dash before it: - ${Object.keys(found)[0] ?? "name"}: …`;
}

/** A name or a command without its key; else the keys that there are. */
function asKeys(found: unknown, { all, required }: KnownKeys): string {
  const isCommand = all.includes("command") && required.every((key) => key === "command");
  if (isCommand && isListOfTexts(found)) return `; it is written as {command: ${toList(found)}}`;
  if (isCommand && typeof found === "string" && required.length > 0)
    return `; it is written as {command: ${asList(found, "command")}}`;
  const [only] = required;
  if (typeof found === "string" && required.length === 1) return `; it is written as {${only}: ${toItem(found)}}`;
  return all.length === 0 ? "" : `; its keys are ${listNames(all)}`;
}

/** `node exp.mjs` → `[node, exp.mjs]` for a command; one name stays one. */
function asList(text: string, path: string): string {
  const parts = /(?:^|\.)command$/u.test(path) && !/["']/u.test(text) ? text.trim().split(/\s+/u) : [text];
  return toList(parts);
}

function toList(items: readonly string[]): string {
  return `[${items.map(toItem).join(", ")}]`;
}

function toItem(text: string): string {
  return hideInText(/^[\w./\\][\w ./\\-]*$/u.test(text) ? text : JSON.stringify(text));
}

export function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
}
