import { RiglineError } from "@rigline/foundation/errors";
import { checkSections } from "../check-sections.js";
import type { InspectedPlugin } from "../configured-plugin.js";
import { mergePluginOptions } from "../merge/merge-plugin-options.js";
import { resolvePluginOptions } from "../plugin-options.js";
import type { ResolvedConfig, Provenance } from "../resolved-config.js";
import { type KnownKey, listKeys } from "../schema/list-keys.js";

/** The configuration with its plugins' options, as far as it can be told also when something is wrong in it. */
export interface ConfigInspection {
  /** Options that are valid, by section. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The launcher's and the plugins' keys alike. */
  readonly provenance: Provenance;
  readonly keys: readonly KnownKey[];
  readonly warnings: readonly string[];
  readonly failures: readonly RiglineError[];
}

export function inspectConfig(resolved: ResolvedConfig, plugins: readonly InspectedPlugin[]): ConfigInspection {
  const provenance = new Map(resolved.provenance);
  const options: Record<string, unknown> = {};
  const warnings = [...(resolved.warnings ?? [])];
  const failures: RiglineError[] = [];
  for (const { definition, entry } of plugins)
    collect(failures, () => {
      for (const [key, sources] of mergePluginOptions(resolved, entry, definition).provenance)
        provenance.set(key, sources);
      const found = resolvePluginOptions(resolved, entry, definition);
      for (const [key, sources] of found.provenance) provenance.set(key, sources);
      warnings.push(...found.warnings);
      if (definition.section !== undefined) options[definition.section] = found.options;
    });
  const definitions = plugins.map(({ definition }) => definition);
  const claimed = definitions.flatMap(({ section }) => (section === undefined ? [] : [section]));
  collect(failures, () => warnings.push(...checkSections(resolved, claimed)));
  return { options, provenance, keys: listKeys(definitions), warnings, failures };
}

function collect(failures: RiglineError[], act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    failures.push(error);
  }
}
