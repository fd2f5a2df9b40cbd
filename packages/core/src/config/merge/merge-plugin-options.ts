import { formatPath } from "@rigline/foundation/errors";
import { z } from "zod";
import type { ConfiguredPlugin, PluginEntry } from "../configured-plugin.js";
import { type ConfigLayer, layerWithin, placeOf, sourceOf, type ValueSource } from "../layers/config-layer.js";
import { type ConfigPath, joinPaths, parsePath } from "../layers/config-path.js";
import { type ConfigTree, isTree, getAt } from "../layers/config-tree.js";
import type { ResolvedConfig } from "../resolved-config.js";
import { type SchemaView, viewSchema } from "../schema/schema-view.js";
import { coerceLayer, isNullable } from "./coerce-layer.js";
import { mergeLayers } from "./merge-layers.js";
import { placeText } from "../problems/config-problem.js";
import { findUnknownKeys } from "../schema/unknown-keys.js";

/** A plugin's options merged from their sources, before they are validated. */
interface MergedOptions<Options> {
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

/** Of a plugin without options. */
const NO_OPTIONS = z.strictObject({});

export function mergePluginOptions<Options>(
  resolved: ResolvedConfig,
  entry: PluginEntry | undefined,
  plugin: ConfiguredPlugin<Options>,
): MergedOptions<Options> {
  const schema = plugin.options ?? (NO_OPTIONS as unknown as z.ZodType<Options>);
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

interface InitLayer {
  readonly layer: ConfigLayer;
  /** `["plugins", 0, "with"]`; undefined for an entry that is in no config. */
  readonly path: ConfigPath | undefined;
}

/** An entry's `with` as a layer of kind `init`, each key with the place where the config has it. */
function initLayer(resolved: ResolvedConfig, entry: PluginEntry | undefined): InitLayer | undefined {
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

interface Pardoned {
  readonly layer: ConfigLayer;
  readonly warnings: readonly string[];
}

/**
 * clabe may know keys in its own file that a plugin does not: they are left out with a warning. One that is near to a
 * valid name stays, to be refused: it is misspelt, and clabe would have passed over it in silence.
 */
function pardonUnknownKeys(layer: ConfigLayer, view: SchemaView, base: ConfigPath): Pardoned {
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
