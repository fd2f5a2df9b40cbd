import { HIDDEN } from "./redact-urls.js";

/** By what a value is found out. */
export interface Rules {
  readonly hide: (text: string) => string;
  readonly isSecretName: (name: string) => boolean;
}

const FLAG = /^--?([\w-]{1,200})(?:=(.+))?$/su;
/** Data that contains itself has no end. */
const DEEPEST = 100;

/** Values of secret keys hidden at every depth, also behind the flags of a list of program arguments. */
export function hideInValue<Value>(value: Value, name: string, rules: Rules, depth = 0): Value {
  return hidden(value, name, rules, depth) as Value;
}

function hidden(value: unknown, name: string, rules: Rules, depth: number): unknown {
  if (value === undefined || value === null) return value;
  if (rules.isSecretName(name)) return HIDDEN;
  if (typeof value === "string") return rules.hide(value);
  if (Array.isArray(value)) return depth > DEEPEST ? HIDDEN : hideInList(value as unknown[], rules, depth + 1);
  if (!isPlainObject(value)) return value;
  return depth > DEEPEST ? HIDDEN : hideInObject(value, rules, depth + 1);
}

/** Of what holds no secret nothing is made anew: it is nearly everything, and each event of the launcher passes here. */
function hideInObject(object: Record<string, unknown>, rules: Rules, depth: number): Record<string, unknown> {
  let shown: [string, unknown][] | undefined;
  const names = Object.keys(object);
  for (const [index, name] of names.entries()) {
    const value = object[name];
    const inner = hidden(value, name, rules, depth);
    if (inner === value && shown === undefined) continue;
    shown ??= names.slice(0, index).map((before) => [before, object[before]]);
    shown.push([name, inner]);
  }
  return shown === undefined ? object : Object.fromEntries(shown);
}

function hideInList(list: readonly unknown[], rules: Rules, depth: number): readonly unknown[] {
  let isSecretNext = false;
  const shown = list.map((item) => {
    if (typeof item !== "string") return hidden(item, "", rules, depth);
    const [, flag, value] = FLAG.exec(item) ?? [];
    const isSecretFlag = flag !== undefined && rules.isSecretName(flag);
    const isSecret = isSecretNext && flag === undefined;
    isSecretNext = isSecretFlag && value === undefined;
    if (isSecret) return HIDDEN;
    return isSecretFlag && value !== undefined ? `${item.slice(0, item.indexOf("=") + 1)}${HIDDEN}` : rules.hide(item);
  });
  return shown.every((item, index) => item === list[index]) ? list : shown;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not `=== Object.prototype`: a config module may have been evaluated in another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
