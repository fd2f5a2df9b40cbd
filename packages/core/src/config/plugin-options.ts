import { z } from "zod";
import type { PluginDefinition } from "../plugins/plugin.js";
import { addDefaults, checkValues, sourceFinder } from "./check-values.js";
import { coerceLayer, isNullable } from "./coerce-layer.js";
import type { ConfigLayer } from "./config-layer.js";
import { type ConfigPath, formatPath } from "./config-path.js";
import { problemsError } from "./config-problem.js";
import { isTree } from "./config-tree.js";
import { layerWithin } from "./layer-within.js";
import { mergeLayers } from "./merge-layers.js";
import { pardonUnknownKeys } from "./pardon-unknown-keys.js";
import { initLayer, type PluginEntry } from "./plugin-entry-layer.js";
import type { Provenance, ResolvedConfig, ValueSource } from "./resolved-config.js";
import { viewSchema } from "./schema-view.js";

export interface PluginOptions<Options> {
  readonly options: Options;
  /** By paths of the whole config: `watchdog.project_name`, or `plugins[0].with.project_name` for a plugin without a section. */
  readonly provenance: Provenance;
  /** What was found that is no error, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * A plugin's options, merged and validated. Highest first: flags (`--set watchdog.project_name=…`), the entry's `with`,
 * the plugin's section in `rigline.config.*`, in clabe's files, in the environment, `.env` and secret files, defaults.
 * A section that is missing is missing: top-level keys never stand in for it. Throws CONFIG_UNKNOWN_KEY and CONFIG_INVALID.
 */
export function resolvePluginOptions<Options>(
  resolved: ResolvedConfig,
  entry: PluginEntry | undefined,
  plugin: Pick<PluginDefinition<Options>, "name" | "options" | "section">,
): PluginOptions<Options> {
  const schema = plugin.options ?? (z.strictObject({}) as unknown as z.ZodType<Options>);
  const view = viewSchema(schema);
  const init = initLayer(resolved, entry);
  const base: ConfigPath = plugin.section === undefined ? (init?.path ?? [plugin.name]) : [plugin.section];
  const sections = plugin.section === undefined ? [] : sectionLayers(resolved, plugin.section);
  const strongest = sections.filter(({ kind }) => kind === "flag");
  const others = sections.filter(({ kind }) => kind !== "flag");
  const pardoned = [...strongest, ...(init === undefined ? [] : [init.layer]), ...others].map((layer) =>
    pardonUnknownKeys(coerceLayer(layer, view), view, base),
  );
  const layers = pardoned.map(({ layer }) => layer);
  const merged = mergeLayers(layers, (path) => isNullable(view, path));
  const provenance = new Map<string, readonly ValueSource[]>(
    [...merged.provenance].map(([path, sources]) => [joinPath(base, path), sources]),
  );
  const findInner = sourceFinder(merged.provenance, layers, fileSource(resolved));
  const { output, problems } = checkValues(
    schema,
    view,
    merged.tree,
    (path) => findInner(path.slice(base.length)),
    base,
  );
  if (output === undefined || problems.length > 0) throw problemsError(problems, plugin.name);
  addDefaults(provenance, view, output, base);
  return { options: output, provenance, warnings: pardoned.flatMap(({ warnings }) => warnings) };
}

function sectionLayers(resolved: ResolvedConfig, section: string): ConfigLayer[] {
  if (resolved.layers !== undefined)
    return resolved.layers.map((layer) => layerWithin(layer, [section])).filter((layer) => layer !== undefined);
  const tree = resolved.sections[section];
  if (!isTree(tree)) return [];
  const name = resolved.file ?? "configuration";
  return [{ kind: "file", name, tree, places: new Map(), texts: new Map(), spelling: "typed", shared: false }];
}

function joinPath(base: ConfigPath, inner: string): string {
  const start = formatPath(base);
  return inner.startsWith("[") || inner === "" ? start + inner : `${start}.${inner}`;
}

function fileSource({ file }: ResolvedConfig): ValueSource | undefined {
  return file === undefined ? undefined : { kind: "file", name: file, value: undefined };
}
