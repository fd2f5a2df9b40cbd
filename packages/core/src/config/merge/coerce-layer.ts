import { formatPath } from "@rigline/foundation/errors";
import type { ConfigLayer } from "../layers/config-layer.js";
import { type ConfigPath } from "../layers/config-path.js";
import { type ConfigTree, isTree, setKey } from "../layers/config-tree.js";
import type { SchemaView } from "../schema/schema-view.js";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;
const YAML_1_1_NUMBER = /^[+-]?\d[\d_]*(?:\.[\d_]*)?$/u;
const TRUE = /^(?:true|yes|on|1|t|y)$/iu;
const FALSE = /^(?:false|no|off|0|f|n)$/iu;
const YAML_1_1_TRUE = /^(?:yes|Yes|YES|on|On|ON)$/u;
const YAML_1_1_FALSE = /^(?:no|No|NO|off|Off|OFF)$/u;

/**
 * Gives a layer's values the types that the schema expects: text becomes numbers, booleans, lists and null; and where the
 * schema wants text but YAML has read a number, the digits come back as they were written (`subject: 000123`). What
 * can't be converted stays, so that the schema can say what it found.
 */
export function coerceLayer(layer: ConfigLayer, view: SchemaView): ConfigLayer {
  const coerceTree = (path: ConfigPath, tree: ConfigTree): ConfigTree => {
    const keys = layer.spelling === "text" ? view.keysAt(path) : undefined;
    const coerced: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(tree)) {
      // Names of variables carry no case, but keys may.
      const name = keys?.find((candidate) => candidate.toLowerCase() === key.toLowerCase()) ?? key;
      setKey(coerced, name, coerce([...path, name], value));
    }
    return coerced;
  };
  const coerce = (path: ConfigPath, value: unknown): unknown => {
    const types = view.typesAt(path);
    const key = formatPath(path);
    const text = layer.texts.get(key) ?? (layer.spelling === "text" ? layer.texts.get(key.toLowerCase()) : undefined);
    if (text !== undefined && types?.has("string") === true && !types.has(jsonTypeOf(value)) && value !== null)
      return text;
    if (isTree(value)) return coerceTree(path, value);
    if (Array.isArray(value)) return value.map((item, index) => coerceItem([...path, index], item));
    if (typeof value !== "string" || types === undefined) return value;
    // A subject may be called null; where the schema takes null, or no text at all, nothing else can be meant by it.
    if (layer.spelling === "text" && value === "null" && (types.has("null") || !types.has("string"))) return null;
    return types.has("string") ? value : fromText(value, types, layer.spelling);
  };
  const coerceItem = (path: ConfigPath, item: unknown): unknown => {
    const coerced = coerce(path, item);
    if (!isTree(coerced)) return coerced;
    // In a list there is no other source to fall back on: an empty key is one that is not set.
    const kept = Object.entries(coerced).filter(([key, value]) => value !== null || isNullable(view, [...path, key]));
    return kept.length === Object.keys(coerced).length ? coerced : Object.fromEntries(kept);
  };
  return { ...layer, tree: coerceTree([], layer.tree) };
}

/** Whether null is a value there, rather than "not set". Unknown: it is. */
export function isNullable(view: SchemaView, path: ConfigPath): boolean {
  return view.typesAt(path)?.has("null") ?? true;
}

function fromText(text: string, types: ReadonlySet<string>, spelling: ConfigLayer["spelling"]): unknown {
  if (spelling === "typed") return text;
  const isText = spelling === "text";
  if (types.has("boolean")) {
    if ((isText ? TRUE : YAML_1_1_TRUE).test(text)) return true;
    if ((isText ? FALSE : YAML_1_1_FALSE).test(text)) return false;
  }
  if (types.has("number") || types.has("integer")) {
    if (isText && NUMBER.test(text)) return Number(text);
    if (!isText && YAML_1_1_NUMBER.test(text)) return Number(text.replaceAll("_", ""));
  }
  return text;
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
