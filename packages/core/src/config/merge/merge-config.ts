import { LAUNCHER_KEYS, LauncherConfigSchema } from "../launcher-config.js";
import type { ConfigLayer } from "../layers/config-layer.js";
import type { ConfigTree } from "../layers/config-tree.js";
import type { ConfigProblem } from "../problems/config-problem.js";
import type { ResolvedConfig } from "../resolved-config.js";
import { type SchemaView, viewSchema } from "../schema/schema-view.js";
import type { ValueSource } from "../value-source.js";
import { coerceLayer, isNullable } from "./coerce-layer.js";
import { mergeLayers } from "./merge-layers.js";
import { splitSections } from "./split-sections.js";

/** The configuration merged from its sources, before anything of it is validated. */
export interface MergedConfig {
  /** The launcher's own keys. */
  readonly tree: ConfigTree;
  readonly sections: ResolvedConfig["sections"];
  readonly provenance: Map<string, readonly ValueSource[]>;
  readonly view: SchemaView;
  /** Keys at the top that are neither the launcher's nor a section. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

export function mergeConfig(layers: readonly ConfigLayer[]): MergedConfig {
  const view = viewSchema(LauncherConfigSchema);
  const split = splitSections(layers, LAUNCHER_KEYS);
  const own = mergeLayers(
    split.own.map((layer) => coerceLayer(layer, view)),
    (path) => isNullable(view, path),
  );
  // Nothing is known of the sections yet but their keys: their plugins' schemas come later.
  const sections = mergeLayers(split.sections);
  return {
    tree: own.tree,
    sections: sections.tree as ResolvedConfig["sections"],
    provenance: new Map([...own.provenance, ...sections.provenance]),
    view,
    problems: split.problems,
    warnings: split.warnings,
  };
}
