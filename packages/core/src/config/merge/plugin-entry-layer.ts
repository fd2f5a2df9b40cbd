import type { PluginEntry } from "../configured-plugin.js";
import { type ConfigLayer, layerWithin } from "../layers/config-layer.js";
import { type ConfigPath, parsePath } from "../layers/config-path.js";
import { getAt } from "../layers/config-tree.js";
import type { ResolvedConfig } from "../resolved-config.js";

export interface InitLayer {
  readonly layer: ConfigLayer;
  /** `["plugins", 0, "with"]`; undefined for an entry that is in no config. */
  readonly path: ConfigPath | undefined;
}

/** An entry's `with` as a layer of kind `init`, each key with the place where the config has it. */
export function initLayer(resolved: ResolvedConfig, entry: PluginEntry | undefined): InitLayer | undefined {
  if (entry === undefined) return undefined;
  const index = indexOf(resolved, entry);
  const path = index === -1 ? undefined : (["plugins", index, "with"] as const);
  const written = path === undefined ? undefined : writtenLayer(resolved, path);
  const layer: ConfigLayer = {
    name: written?.name ?? entry.use,
    places: written?.places ?? new Map(),
    spelling: "typed",
    shared: false,
    kind: "init",
    tree: entry.with,
    // A hook may have changed the values since: what was written speaks only for those it did not touch.
    texts: new Map(
      [...(written?.texts ?? [])].filter(([key]) => {
        const inner = parsePath(key) ?? [];
        return Object.is(getAt(written?.tree, inner), getAt(entry.with, inner));
      }),
    ),
  };
  return { layer, path };
}

function indexOf({ values }: ResolvedConfig, entry: PluginEntry): number {
  const same = values.plugins.findIndex((candidate) => candidate === entry);
  return same === -1 ? values.plugins.findIndex(({ use }) => use === entry.use) : same;
}

function writtenLayer({ layers }: ResolvedConfig, path: ConfigPath): ConfigLayer | undefined {
  const owner = layers?.find(({ tree }) => Array.isArray(tree["plugins"]));
  return owner === undefined ? undefined : layerWithin(owner, path);
}
