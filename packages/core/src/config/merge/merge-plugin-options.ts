import { formatPath } from "@rigline/foundation/errors";
import { z } from "zod";
import type { ConfiguredPlugin, PluginEntry } from "../configured-plugin.js";
import { type ConfigLayer, layerWithin } from "../layers/config-layer.js";
import { type ConfigPath, joinPaths } from "../layers/config-path.js";
import { type ConfigTree, isTree } from "../layers/config-tree.js";
import type { ResolvedConfig } from "../resolved-config.js";
import { type SchemaView, viewSchema } from "../schema/schema-view.js";
import type { ValueSource } from "../value-source.js";
import { coerceLayer, isNullable } from "./coerce-layer.js";
import { mergeLayers } from "./merge-layers.js";
import { pardonUnknownKeys } from "./pardon-unknown-keys.js";
import { initLayer } from "./plugin-entry-layer.js";

/** A plugin's options merged from their sources, before they are validated. */
export interface MergedOptions<Options> {
  readonly schema: z.ZodType<Options>;
  readonly view: SchemaView;
  readonly tree: ConfigTree;
  /** Where the options stand in the whole config: `["watchdog"]`, or `["plugins", 0, "with"]` for a plugin without a section. */
  readonly base: ConfigPath;
  /** By paths that start at `base`. */
  readonly layers: readonly ConfigLayer[];
  /** By paths that start at `base`. */
  readonly inner: ReadonlyMap<string, readonly ValueSource[]>;
  /** By paths of the whole config. */
  readonly provenance: Map<string, readonly ValueSource[]>;
  readonly warnings: readonly string[];
}

export function mergePluginOptions<Options>(
  resolved: ResolvedConfig,
  entry: PluginEntry | undefined,
  plugin: ConfiguredPlugin<Options>,
): MergedOptions<Options> {
  const schema = plugin.options ?? (z.strictObject({}) as unknown as z.ZodType<Options>);
  const view = viewSchema(schema);
  const init = initLayer(resolved, entry);
  const base = plugin.section === undefined ? (init?.path ?? [plugin.name]) : [plugin.section];
  const sections = plugin.section === undefined ? [] : sectionLayers(resolved, plugin.section);
  const isFlag = ({ kind }: ConfigLayer): boolean => kind === "flag";
  const ordered = [
    ...sections.filter(isFlag),
    ...(init === undefined ? [] : [init.layer]),
    ...sections.filter((layer) => !isFlag(layer)),
  ];
  const pardoned = ordered.map((layer) => pardonUnknownKeys(coerceLayer(layer, view), view, base));
  const layers = pardoned.map(({ layer }) => layer);
  const { tree, provenance } = mergeLayers(layers, (path) => isNullable(view, path));
  return {
    schema,
    view,
    tree,
    base,
    layers,
    inner: provenance,
    provenance: new Map([...provenance].map(([path, sources]) => [joinPaths(formatPath(base), path), sources])),
    warnings: pardoned.flatMap(({ warnings }) => warnings),
  };
}

function sectionLayers(resolved: ResolvedConfig, section: string): ConfigLayer[] {
  if (resolved.layers !== undefined)
    return resolved.layers.map((layer) => layerWithin(layer, [section])).filter((layer) => layer !== undefined);
  const tree = resolved.sections[section];
  if (!isTree(tree)) return [];
  const name = resolved.file ?? "configuration";
  return [{ kind: "file", name, tree, places: new Map(), texts: new Map(), spelling: "typed", shared: false }];
}
