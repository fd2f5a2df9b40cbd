import path from "node:path";
import { configError } from "./config-errors.js";
import { LauncherConfigSchema } from "./launcher-config.js";
import { leaveOutPlugins } from "./leave-out.js";
import { type ConfigLayer, fileSource } from "./layers/config-layer.js";
import type { LoadConfigOptions } from "./load-config-options.js";
import { mergeConfig } from "./merge/merge-config.js";
import { problemsError } from "./problems/config-problem.js";
import type { ResolvedConfig } from "./resolved-config.js";
import { addDefaults, checkValues, sourceFinder } from "./schema/check-values.js";
import { CLABE_PLACES, CONFIG_PLACES_IN_WORDS } from "./sources/config-files.js";
import { readLayers, type ReadLayers } from "./sources/read-layers.js";

/**
 * Reads, merges and validates the configuration. Highest first: flags, `rigline.config.*`, clabe's files, environment,
 * `.env`, secret files, defaults. Throws CONFIG_NOT_FOUND, CONFIG_AMBIGUOUS, CONFIG_UNREADABLE, CONFIG_SYNTAX,
 * CONFIG_FAILED, CONFIG_UNKNOWN_KEY and CONFIG_INVALID; the last two name everything that is wrong at once.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<ResolvedConfig> {
  return resolveLayers(await readLayers(options), options.folder);
}

/** Merges and validates what was read from a working folder. Throws CONFIG_NOT_FOUND, CONFIG_UNKNOWN_KEY, CONFIG_INVALID. */
export function resolveLayers(read: ReadLayers, workingFolder: string): ResolvedConfig {
  const { layers, file, folder, environment } = read;
  const { tree, sections, provenance, view, ...merged } = mergeConfig(layers);
  if (file === undefined && tree["data_dir"] === undefined && merged.problems.length === 0)
    throw notFound(workingFolder, layers);
  const checked = checkValues(LauncherConfigSchema, view, tree, sourceFinder(provenance, layers, fileSource(file)));
  const problems = [...merged.problems, ...checked.problems];
  if (checked.output === undefined || problems.length > 0) throw problemsError(problems);
  addDefaults(provenance, view, checked.output);
  const taken = leaveOutPlugins(checked.output, environment, folder);
  const warnings = [...read.warnings, ...merged.warnings, ...taken.warnings];
  return { values: taken.values, sections, provenance, file, folder, environment, layers, warnings };
}

function notFound(folder: string, layers: readonly ConfigLayer[]): Error {
  // No file was found, so what there is of clabe's is the machine's own.
  const machine = layers.find(({ spelling }) => spelling === "yaml-1.1");
  const read = machine === undefined ? "" : `; ${machine.name} was read, and sets no data_dir`;
  return configError("CONFIG_NOT_FOUND", {
    what: `no configuration was found in ${path.resolve(folder)} or in a folder above it`,
    why: `looked for ${CONFIG_PLACES_IN_WORDS} in each, for ${CLABE_PLACES.join(", ")} in the first, and for RIGLINE_DATA_DIR in the environment${read}`,
  });
}
