import { didYouMean, formatPath, nearestName } from "@rigline/foundation/errors";
import type { ConfigLayer, ValueSource } from "../layers/config-layer.js";
import { type ConfigPath } from "../layers/config-path.js";
import { isTree } from "../layers/config-tree.js";
import type { ConfigProblem } from "../problems/config-problem.js";
import type { SchemaView } from "./schema-view.js";

/** The keys that the schema has no place for, at every depth, also in lists. `base` leads to the value that the schema is of. */
export function findUnknownKeys(
  value: unknown,
  view: SchemaView,
  base: ConfigPath,
  sourceAt: (path: ConfigPath) => ValueSource | undefined,
): ConfigProblem[] {
  const visit = (inner: unknown, path: ConfigPath): ConfigProblem[] => {
    if (Array.isArray(inner)) return inner.flatMap((item: unknown, index) => visit(item, [...path, index]));
    if (!isTree(inner)) return [];
    const keys = view.keysAt(path);
    return Object.entries(inner).flatMap(([key, child]) => {
      if (keys === undefined || keys.includes(key)) return visit(child, [...path, key]);
      const known = { alias: view.aliasAt(path, key), instead: view.insteadAt(path, key) };
      return [unknownKey([...base, ...path], key, keys, sourceAt([...base, ...path, key]), known)];
    });
  };
  return visit(value, []);
}

/**
 * Whether a key at the top that nobody knows is a mistake. The environment is shared with other programs: there it is
 * one only when it resembles a valid name. clabe's files may hold any section.
 */
export function isMistake(layer: ConfigLayer, key: string, names: readonly string[]): boolean {
  if (!layer.shared) return true;
  return layer.spelling === "text" && nearestName(key, names) !== undefined;
}

export function unknownKey(
  around: ConfigPath,
  key: string,
  names: readonly string[],
  source: ValueSource | undefined,
  { alias, instead }: { readonly alias?: string | undefined; readonly instead?: string | undefined } = {},
): ConfigProblem {
  const nearest = instead === undefined ? (alias ?? nearestName(key, names)) : undefined;
  return {
    kind: "unknown",
    path: formatPath([...around, key]),
    text: sayInstead(key, names, alias, instead),
    source,
    names,
    ...(nearest === undefined ? {} : { meant: formatPath([...around, nearest]) }),
  };
}

function sayInstead(key: string, names: readonly string[], alias?: string, instead?: string): string {
  if (alias !== undefined) return `it is called ${alias} here`;
  return instead === undefined ? `there is no such key.${didYouMean(key, names)}` : `there is no such key: ${instead}`;
}
