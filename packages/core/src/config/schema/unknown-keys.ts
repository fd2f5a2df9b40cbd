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
      return [unknownKey([...base, ...path], key, keys, sourceAt([...base, ...path, key]), view.aliasAt(path, key))];
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
  alias?: string,
): ConfigProblem {
  const nearest = alias ?? nearestName(key, names);
  return {
    kind: "unknown",
    path: formatPath([...around, key]),
    text: alias === undefined ? `there is no such key.${didYouMean(key, names)}` : `it is called ${alias} here`,
    source,
    names,
    ...(nearest === undefined ? {} : { meant: formatPath([...around, nearest]) }),
  };
}
