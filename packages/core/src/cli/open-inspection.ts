import { type ConfigInspection, inspectConfig, type InspectedPlugin } from "../config/inspect-config.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { traceConfig } from "../config/trace-config.js";
import { RiglineError } from "../errors/index.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { loadDefinitions } from "./load-definitions.js";
import { parseSettings } from "./parse-settings.js";

/** A configuration with its plugins, right or wrong: what is wrong is in `failures`, the gravest first. */
export interface OpenedInspection extends ConfigInspection {
  readonly resolved: ResolvedConfig;
  readonly plugins: readonly InspectedPlugin[];
}

/** Reads the config and the definitions of its plugins; runs nothing of them. Throws only what can't be read at all. */
export async function openInspection({ io }: CommandContext, options: CommonOptions): Promise<OpenedInspection> {
  const { resolved, failure } = await traceConfig({
    folder: io.folder,
    ...(options.config === undefined ? {} : { file: options.config }),
    flags: parseSettings(options.set),
    environment: io.environment,
  });
  const loaded = await tryLoad(resolved);
  const inspection = inspectConfig(resolved, loaded.plugins);
  // A section whose plugin did not load is no second mistake.
  const failures = [failure, ...(loaded.failure === undefined ? inspection.failures : [loaded.failure])];
  return {
    ...inspection,
    resolved,
    plugins: loaded.plugins,
    failures: failures.filter((found) => found !== undefined),
  };
}

async function tryLoad(
  resolved: ResolvedConfig,
): Promise<{ readonly plugins: readonly InspectedPlugin[]; readonly failure?: RiglineError }> {
  try {
    return { plugins: await loadDefinitions(resolved) };
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    return { plugins: [], failure: error };
  }
}
