import { formatPath } from "@rigline/foundation/errors";
import type { z } from "zod";
import type { ConfigLayer } from "../layers/config-layer.js";
import { type ConfigPath, pathBelow, pathsAround } from "../layers/config-path.js";
import { type ConfigTree, getAt, leavesOf } from "../layers/config-tree.js";
import type { ConfigProblem } from "../problems/config-problem.js";
import type { ValueSource } from "../value-source.js";
import { toProblems } from "./schema-problems.js";
import type { SchemaView } from "./schema-view.js";
import { findUnknownKeys } from "./unknown-keys.js";

export interface CheckedValues<Output> {
  readonly isValid: boolean;
  /** Undefined unless valid. */
  readonly output: Output | undefined;
  readonly problems: readonly ConfigProblem[];
}

/** Finds the source to name with a problem at a path of the whole config. */
export type FindSource = (path: ConfigPath) => ValueSource | undefined;

/** Validates a merged tree. `base` leads to it in the whole config. */
export function checkValues<Output>(
  schema: z.ZodType<Output>,
  view: SchemaView,
  tree: ConfigTree,
  findSource: FindSource,
  base: ConfigPath = [],
): CheckedValues<Output> {
  const unknown = findUnknownKeys(tree, view, base, findSource);
  const parsed = schema.safeParse(tree);
  const problems = parsed.success ? unknown : [...unknown, ...toProblems(parsed.error.issues, tree, base, findSource)];
  return { isValid: parsed.success, output: parsed.success ? parsed.data : undefined, problems };
}

/** The winner at the path; else the place of the nearest key around it; else the fallback. */
export function sourceFinder(
  provenance: ReadonlyMap<string, readonly ValueSource[]>,
  layers: readonly ConfigLayer[],
  fallback?: ValueSource,
): FindSource {
  const placed = (key: string): ValueSource | undefined => {
    const layer = layers.find(({ places }) => places.has(key));
    const place = layer?.places.get(key);
    return layer === undefined || place === undefined ? undefined : { kind: layer.kind, ...place, value: undefined };
  };
  return (path) => {
    for (const key of pathsAround(path)) {
      const source = provenance.get(key)?.[0] ?? placed(key);
      if (source !== undefined) return source;
    }
    return fallback;
  };
}

/** Adds what the schema gave: to keys that nobody set, and below those that somebody did; in the items of lists too. */
export function addDefaults(
  provenance: Map<string, readonly ValueSource[]>,
  view: SchemaView,
  output: unknown,
  base: ConfigPath = [],
): void {
  const given = [...provenance.keys()];
  const isGiven = (path: ConfigPath): boolean => {
    const around = formatPath([...base, ...path]);
    return given.some((key) => pathBelow(key, around) !== undefined);
  };
  const leaves = [...leavesOf(output)];
  const items = leaves.flatMap(([path, value]) =>
    Array.isArray(value) ? [...leavesOf(value, true, path)].filter(([inner]) => inner.length > path.length) : [],
  );
  for (const [path, value] of [...leaves, ...items]) {
    const key = formatPath([...base, ...path]);
    const set = provenance.get(key) ?? [];
    const fallback = defaultFor(path, view, isGiven) ?? (set.length === 0 ? value : undefined);
    if (fallback !== undefined) provenance.set(key, [...set, { kind: "default", name: "default", value: fallback }]);
  }
}

/** A key's own default; or its part of the default of something around it, of which nobody has given anything. */
function defaultFor(path: ConfigPath, view: SchemaView, isGiven: (path: ConfigPath) => boolean): unknown {
  for (let length = 1; length <= path.length; length++) {
    const around = path.slice(0, length);
    const whole = view.defaultAt(around);
    if (whole === undefined || (length < path.length && isGiven(around))) continue;
    const part = getAt(whole, path.slice(length));
    if (part !== undefined) return part;
  }
  return undefined;
}
