import { RiglineError } from "@rigline/foundation/errors";
import { LauncherConfigSchema, type LauncherConfig } from "../launcher-config.js";
import { resolveLayers } from "../load-config.js";
import type { LoadConfigOptions } from "../load-config-options.js";
import { mergeConfig } from "../merge/merge-config.js";
import type { ResolvedConfig } from "../resolved-config.js";
import { readLayers, type ReadLayers } from "../sources/read-layers.js";

export interface TracedConfig {
  /** Not to be run when there is a failure: its values were not validated then. */
  readonly resolved: ResolvedConfig;
  readonly failure?: RiglineError;
}

/** The configuration as far as it can be told, for those who want to know what is wrong with it. Throws what can't be read at all. */
export async function traceConfig(options: LoadConfigOptions): Promise<TracedConfig> {
  const read = await readLayers(options);
  try {
    return { resolved: resolveLayers(read, options.folder) };
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    return { resolved: mergeUnchecked(read), failure: error };
  }
}

function mergeUnchecked({ layers, file, folder, environment, warnings }: ReadLayers): ResolvedConfig {
  const { tree, sections, provenance } = mergeConfig(layers);
  const plugins = LauncherConfigSchema.shape.plugins.safeParse(tree["plugins"]);
  const values = { ...tree, plugins: plugins.success ? plugins.data : [] } as unknown as LauncherConfig;
  return { values, sections, provenance, file, folder, environment, layers, warnings };
}
