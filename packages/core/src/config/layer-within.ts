import type { ConfigLayer } from "./config-layer.js";
import { type ConfigPath, formatPath } from "./config-path.js";
import { getAt, isTree } from "./config-tree.js";

/** The part of a layer below a path, as a layer whose paths start there; undefined when there is no tree at the path. */
export function layerWithin(layer: ConfigLayer, path: ConfigPath): ConfigLayer | undefined {
  const tree = getAt(layer.tree, path);
  if (!isTree(tree)) return undefined;
  return {
    ...layer,
    tree,
    places: within(layer.places, formatPath(path)),
    texts: within(layer.texts, formatPath(path)),
  };
}

function within<Value>(entries: ReadonlyMap<string, Value>, start: string): Map<string, Value> {
  const inner = new Map<string, Value>();
  for (const [path, value] of entries) {
    if (path === start) inner.set("", value);
    else if (path.startsWith(`${start}.`)) inner.set(path.slice(start.length + 1), value);
    else if (path.startsWith(`${start}[`)) inner.set(path.slice(start.length), value);
  }
  return inner;
}
