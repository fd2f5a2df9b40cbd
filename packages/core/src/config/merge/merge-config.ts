import { LAUNCHER_KEYS, LauncherConfigSchema } from "../launcher-config.js";
import { type ConfigLayer, sourceOf, type ValueSource } from "../layers/config-layer.js";
import { type ConfigTree, isTree } from "../layers/config-tree.js";
import { type ConfigProblem, placeText } from "../problems/config-problem.js";
import type { ResolvedConfig } from "../resolved-config.js";
import { type SchemaView, viewSchema } from "../schema/schema-view.js";
import { coerceLayer, isNullable } from "./coerce-layer.js";
import { mergeLayers } from "./merge-layers.js";
import { didYouMean, nearestName } from "@rigline/foundation/errors";
import { isMistake, unknownKey } from "../schema/unknown-keys.js";
import { variableFor } from "../sources/environment-layer.js";

/** The configuration merged from its sources, before anything of it is validated. */
interface MergedConfig {
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

interface SplitLayers {
  /** Each layer with the launcher's own keys alone. */
  readonly own: readonly ConfigLayer[];
  /** Each layer with the sections of plugins alone. */
  readonly sections: readonly ConfigLayer[];
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

/**
 * Parts the launcher's keys from plugins' sections. A key that is neither is a problem where it is a mistake, else a
 * warning.
 */
function splitSections(layers: readonly ConfigLayer[], launcherKeys: readonly string[]): SplitLayers {
  const isOwn = (key: string): boolean => launcherKeys.includes(key);
  const stray = layers.flatMap((layer) =>
    Object.entries(layer.tree)
      .filter(([key, value]) => !isOwn(key) && !isTree(value) && value !== null)
      .map(([key, value]) => ({ layer, key, source: sourceOf(layer, [key], value) })),
  );
  return {
    own: layers.map((layer) => keep(layer, (key) => isOwn(key))),
    sections: layers.map((layer) => keep(layer, (key, value) => !isOwn(key) && isTree(value))),
    problems: stray
      .filter(({ layer, key }) => isMistake(layer, key, launcherKeys))
      .map(({ layer, key, source }) => {
        const problem = unknownKey([], key, launcherKeys, source);
        return layer.shared ? inTermsOfVariables(problem, key, launcherKeys) : problem;
      }),
    warnings: stray
      .filter(({ layer, key }) => !isMistake(layer, key, launcherKeys))
      .map(({ key, source }) => {
        const place = source.kind === "environment" ? "" : `${placeText(source)}: `;
        return `${place}${variableFor([key])} is not read: there is no key "${key}" and no section in it`;
      }),
  };
}

function keep(layer: ConfigLayer, isKept: (key: string, value: unknown) => boolean): ConfigLayer {
  return {
    ...layer,
    tree: Object.fromEntries(Object.entries(layer.tree).filter(([key, value]) => isKept(key, value))),
  };
}

/** `RIGLINE_DATADIR`: people know the variable that they set, not the key that it stands for. */
function inTermsOfVariables(problem: ConfigProblem, key: string, names: readonly string[]): ConfigProblem {
  const nearest = nearestName(key, names);
  const meant = nearest === undefined ? didYouMean(key, names) : ` Did you mean ${variableFor([nearest])}?`;
  return { ...problem, text: `${variableFor([key])} sets a key that does not exist.${meant}` };
}
