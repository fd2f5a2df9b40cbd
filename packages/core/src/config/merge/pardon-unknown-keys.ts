import { type ConfigLayer, placeOf, sourceOf } from "../layers/config-layer.js";
import { type ConfigPath, parsePath } from "../layers/config-path.js";
import { type ConfigTree, isTree } from "../layers/config-tree.js";
import { placeText } from "../problems/config-problem.js";
import type { SchemaView } from "../schema/schema-view.js";
import { findUnknownKeys } from "../schema/unknown-keys.js";

export interface Pardoned {
  readonly layer: ConfigLayer;
  readonly warnings: readonly string[];
}

/**
 * clabe may know keys in its own file that a plugin does not: they are left out with a warning. One that is near to a
 * valid name stays, to be refused: it is misspelt, and clabe would have passed over it in silence.
 */
export function pardonUnknownKeys(layer: ConfigLayer, view: SchemaView, base: ConfigPath): Pardoned {
  if (layer.spelling !== "yaml-1.1") return { layer, warnings: [] };
  const unknown = findUnknownKeys(layer.tree, view, [], (path) => sourceOf(layer, path, undefined)).filter(
    ({ meant }) => meant === undefined,
  );
  const tree = unknown.reduce<ConfigTree>((rest, { path }) => withoutPath(rest, parsePath(path) ?? []), layer.tree);
  const warnings = unknown.map(
    ({ path }) =>
      `${placeText(placeOf(layer, parsePath(path) ?? []))}: ${String(base[0])}.${path} is not read, no plugin knows it`,
  );
  return { layer: { ...layer, tree }, warnings };
}

function withoutPath(tree: ConfigTree, [step, ...rest]: ConfigPath): ConfigTree {
  const kept = Object.entries(tree).filter(([key]) => rest.length > 0 || key !== step);
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === step && isTree(value) ? withoutPath(value, rest) : value]),
  );
}
