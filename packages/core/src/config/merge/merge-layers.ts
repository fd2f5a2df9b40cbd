import { formatPath } from "@rigline/foundation/errors";
import { type ConfigLayer, sourceOf, type ValueSource } from "../layers/config-layer.js";
import { type ConfigPath } from "../layers/config-path.js";
import { type ConfigTree, getKey, isTree, leavesOf, setKey } from "../layers/config-tree.js";

export interface MergedLayers {
  readonly tree: ConfigTree;
  readonly provenance: Map<string, readonly ValueSource[]>;
}

interface Candidate {
  readonly layer: ConfigLayer;
  readonly value: unknown;
}

/**
 * Merges key by key, at every depth; the first layer that sets a key wins. Lists are one value: the winner's list is
 * taken whole. `null` stands for "as if nobody had set it" where `isNullable` says that null is no value there.
 */
export function mergeLayers(
  layers: readonly ConfigLayer[],
  isNullable: (path: ConfigPath) => boolean = () => true,
): MergedLayers {
  const provenance = new Map<string, readonly ValueSource[]>();
  const mergeTrees = (path: ConfigPath, candidates: readonly Candidate[]): ConfigTree => {
    const tree: Record<string, unknown> = {};
    const keys = new Set(candidates.flatMap(({ value }) => Object.keys(value as ConfigTree)));
    for (const key of keys) {
      const merged = mergeValue([...path, key], candidatesFor(key, candidates));
      if (merged !== undefined) setKey(tree, key, merged);
    }
    return tree;
  };
  const mergeValue = (path: ConfigPath, candidates: readonly Candidate[]): unknown => {
    // A section whose keys are all commented out reads as null; it must not hide the section in other sources.
    const solid = candidates.some(({ value }) => isTree(value))
      ? candidates.filter(({ value }) => value !== null)
      : candidates;
    const firstPlain = solid.findIndex(({ value }) => !isTree(value));
    const trees = firstPlain === -1 ? solid : solid.slice(0, firstPlain);
    const [winner] = solid;
    if (winner === undefined) return undefined;
    const merged = trees.length > 0 ? mergeTrees(path, trees) : winner.value;
    // Trees speak through their keys; what they hide, or an empty one, must be told by itself.
    if (trees.length < solid.length || Object.keys(merged as object).length === 0)
      provenance.set(
        formatPath(path),
        solid.map(({ layer, value }) => sourceOf(layer, path, value)),
      );
    if (Array.isArray(merged)) recordItems(path, merged, winner.layer);
    return merged === null && !isNullable(path) ? undefined : merged;
  };
  const recordItems = (path: ConfigPath, list: readonly unknown[], layer: ConfigLayer): void => {
    for (const [inner, value] of leavesOf(list, true, path))
      if (inner.length > path.length) provenance.set(formatPath(inner), [sourceOf(layer, inner, value)]);
  };
  const tree = mergeTrees(
    [],
    layers.map((layer) => ({ layer, value: layer.tree })),
  );
  return { tree, provenance };
}

function candidatesFor(key: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates
    .map(({ layer, value }) => ({ layer, value: getKey(value as ConfigTree, key) }))
    .filter(({ value }) => value !== undefined);
}
