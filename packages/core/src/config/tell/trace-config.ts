import { RiglineError } from "../../errors/index.js";
import { LauncherConfigSchema, type LauncherConfig } from "../launcher-config.js";
import { loadConfig } from "../load-config.js";
import type { LoadConfigOptions } from "../load-config-options.js";
import { mergeConfig } from "../merge/merge-config.js";
import type { ResolvedConfig } from "../resolved-config.js";
import { readLayers } from "../sources/read-layers.js";

export interface TracedConfig {
  /** Not to be run when there is a failure: its values were not validated then. */
  readonly resolved: ResolvedConfig;
  readonly failure?: RiglineError;
}

/** The configuration as far as it can be told, for those who want to know what is wrong with it. Throws what can't be read at all. */
export async function traceConfig(options: LoadConfigOptions): Promise<TracedConfig> {
  try {
    return { resolved: await loadConfig(options) };
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    return { resolved: await readUnchecked(options), failure: error };
  }
}

async function readUnchecked(options: LoadConfigOptions): Promise<ResolvedConfig> {
  const { layers, file, folder, environment, warnings } = await readLayers(options);
  const { tree, sections, provenance } = mergeConfig(layers);
  const plugins = LauncherConfigSchema.shape.plugins.safeParse(tree["plugins"]);
  const values = { ...tree, plugins: plugins.success ? plugins.data : [] } as unknown as LauncherConfig;
  return { values, sections, provenance, file, folder, environment, layers, warnings };
}
