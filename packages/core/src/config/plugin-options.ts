import type { ConfiguredPlugin, PluginEntry } from "./configured-plugin.js";
import { fileSource, sourceOf, type ValueSource } from "./layers/config-layer.js";
import { isTree } from "./layers/config-tree.js";
import { mergePluginOptions } from "./merge/merge-plugin-options.js";
import { problemsError } from "./problems/config-problem.js";
import type { ResolvedConfig, Provenance } from "./resolved-config.js";
import { addDefaults, checkValues, sourceFinder } from "./schema/check-values.js";

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
  plugin: ConfiguredPlugin<Options>,
): PluginOptions<Options> {
  const { schema, view, tree, base, layers, inner, provenance, warnings } = mergePluginOptions(resolved, entry, plugin);
  const findSource = sourceFinder(inner, layers, sectionSource(resolved, plugin.section) ?? fileSource(resolved.file));
  const checked = checkValues(schema, view, tree, (path) => findSource(path.slice(base.length)), base);
  // Not `output === undefined`: a schema may turn its input into anything.
  if (!checked.isValid || checked.problems.length > 0) throw problemsError(checked.problems, plugin.name);
  addDefaults(provenance, view, checked.output, base);
  return { options: checked.output as Options, provenance, warnings };
}

/** Where the section is written: that is where a key that it lacks belongs. */
function sectionSource({ layers = [] }: ResolvedConfig, section: string | undefined): ValueSource | undefined {
  if (section === undefined) return undefined;
  const owner = layers.find(({ kind, tree }) => kind === "file" && isTree(tree[section]));
  return owner === undefined ? undefined : sourceOf(owner, [section], undefined);
}
