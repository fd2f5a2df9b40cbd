import { HIDDEN } from "./redact-urls.js";
import { isSecretKey } from "./secret-names.js";

type Hide = (text: string) => string;

const FLAG = /^--?([\w-]{1,200})(?:=(.+))?$/su;
/** Data that contains itself has no end. */
const DEEPEST = 100;

/** Values of secret keys hidden at every depth, also behind the flags of a list of program arguments. */
export function hideInValue<Value>(value: Value, name: string, hide: Hide, depth = 0): Value {
  return hidden(value, name, hide, depth) as Value;
}

function hidden(value: unknown, name: string, hide: Hide, depth: number): unknown {
  if (value === undefined || value === null) return value;
  if (isSecretKey(name)) return HIDDEN;
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return depth > DEEPEST ? HIDDEN : hideInList(value as unknown[], hide, depth + 1);
  if (!isPlainObject(value)) return value;
  return depth > DEEPEST ? HIDDEN : hideInObject(value, hide, depth + 1);
}

function hideInObject(object: Record<string, unknown>, hide: Hide, depth: number): Record<string, unknown> {
  const entries = Object.entries(object).map(([key, inner]) => [key, hidden(inner, key, hide, depth)] as const);
  if (entries.every(([key, inner]) => inner === object[key])) return object;
  return Object.fromEntries(entries);
}

function hideInList(list: readonly unknown[], hide: Hide, depth: number): readonly unknown[] {
  let isSecretNext = false;
  const shown = list.map((item) => {
    if (typeof item !== "string") return hidden(item, "", hide, depth);
    const [, flag, value] = FLAG.exec(item) ?? [];
    const isSecretFlag = flag !== undefined && isSecretKey(flag);
    const isSecret = isSecretNext && flag === undefined;
    isSecretNext = isSecretFlag && value === undefined;
    if (isSecret) return HIDDEN;
    return isSecretFlag && value !== undefined ? `${item.slice(0, item.indexOf("=") + 1)}${HIDDEN}` : hide(item);
  });
  return shown.every((item, index) => item === list[index]) ? list : shown;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not `=== Object.prototype`: a config module may have been evaluated in another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
