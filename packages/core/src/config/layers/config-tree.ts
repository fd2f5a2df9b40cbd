import { formatPath } from "@rigline/foundation/errors";
import { type ConfigPath } from "./config-path.js";

/** A plain object of any depth. Whatever else a config holds (lists, class instances, functions) is one value, kept as it is. */
export type ConfigTree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is ConfigTree {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not `=== Object.prototype`: a config module may have been evaluated in another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Sets an own key, also one named `__proto__`. */
export function setKey(tree: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(tree, key, { value, enumerable: true, writable: true, configurable: true });
}

export function getKey(tree: ConfigTree, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}

/** The value at the path, through trees and lists. */
export function getAt(value: unknown, path: ConfigPath): unknown {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current) && typeof step === "number") current = current[step];
    else if (isTree(current)) current = getKey(current, String(step));
    else return undefined;
  }
  return current;
}

/** Sets the value at the path and copies the trees on the way; false when a single value stands where a key would have to go deeper. */
export function setAt(tree: Record<string, unknown>, path: readonly string[], value: unknown): boolean {
  const [key = "", ...rest] = path;
  if (rest.length === 0) {
    setKey(tree, key, value);
    return true;
  }
  const inner = getKey(tree, key) ?? {};
  if (!isTree(inner)) return false;
  const copy = { ...inner };
  setKey(tree, key, copy);
  return setAt(copy, rest, value);
}

/** Every value that is no tree, or is an empty one, with its path; those inside lists too when asked. */
export function* leavesOf(value: unknown, intoLists = false, path: ConfigPath = []): Generator<[ConfigPath, unknown]> {
  if (isTree(value) && Object.keys(value).length > 0) {
    for (const key of Object.keys(value)) yield* leavesOf(value[key], intoLists, [...path, key]);
  } else if (intoLists && Array.isArray(value) && value.length > 0) {
    for (const [index, item] of value.entries()) yield* leavesOf(item, intoLists, [...path, index]);
  } else yield [path, value];
}

/** The value with every leaf changed, through trees and lists. */
export function mapLeaves(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, change));
  if (!isTree(value)) return change(value);
  const tree: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) setKey(tree, key, mapLeaves(inner, change));
  return tree;
}

/** The path at which plain objects and lists contain themselves; undefined when they don't. */
export function findCircularValue(
  value: unknown,
  path: ConfigPath = [],
  around: readonly unknown[] = [],
): string | undefined {
  if (around.includes(value)) return formatPath(path);
  const entries = Array.isArray(value) ? [...value.entries()] : isTree(value) ? Object.entries(value) : [];
  for (const [step, inner] of entries) {
    const found = findCircularValue(inner, [...path, step], [...around, value]);
    if (found !== undefined) return found;
  }
  return undefined;
}
