import path from "node:path";
import { addDefaults, checkValues, sourceFinder } from "./check-values.js";
import { configError } from "./config-errors.js";
import { CONFIG_PLACES } from "./config-files.js";
import { problemsError } from "./config-problem.js";
import { LauncherConfigSchema } from "./launcher-config.js";
import { mergeConfig } from "./merge-config.js";
import { readLayers } from "./read-layers.js";
import type { ResolvedConfig, ValueSource } from "./resolved-config.js";

export interface LoadConfigOptions {
  /** The working folder: the config is looked for here and upwards. Absolute. */
  readonly folder: string;
  /** A config file to read instead of looking for one; relative to the folder. */
  readonly file?: string;
  /** What the command line sets, by dotted path: `{ "watchdog.wait_seconds": "60" }`; text is converted as the schema asks. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** The process's environment, as readEnvironment gives it. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Reads, merges and validates the configuration. Highest first: flags, `rigline.config.*`, clabe's files, environment,
 * `.env`, secret files, defaults. Throws CONFIG_NOT_FOUND, CONFIG_AMBIGUOUS, CONFIG_UNREADABLE, CONFIG_SYNTAX,
 * CONFIG_FAILED, CONFIG_UNKNOWN_KEY and CONFIG_INVALID; the last two name everything that is wrong at once.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<ResolvedConfig> {
  const { layers, file, folder, environment, warnings } = await readLayers(options);
  const { tree, sections, provenance, view, ...merged } = mergeConfig(layers);
  if (file === undefined && tree["data_dir"] === undefined && merged.problems.length === 0)
    throw notFound(options.folder);
  const checked = checkValues(LauncherConfigSchema, view, tree, sourceFinder(provenance, layers, fileSource(file)));
  const problems = [...merged.problems, ...checked.problems];
  if (checked.output === undefined || problems.length > 0) throw problemsError(problems);
  addDefaults(provenance, view, checked.output);
  return {
    values: checked.output,
    sections,
    provenance,
    file,
    folder,
    environment,
    layers,
    warnings: [...warnings, ...merged.warnings],
  };
}

/** The file to name with a key that no source sets. */
export function fileSource(file: string | undefined): ValueSource | undefined {
  return file === undefined ? undefined : { kind: "file", name: file, value: undefined };
}

function notFound(folder: string): Error {
  return configError("CONFIG_NOT_FOUND", {
    what: `no configuration was found in ${path.resolve(folder)} or in a folder above it`,
    why: `looked for ${CONFIG_PLACES.join(", ")} in each, for clabe.yml, local/clabe.yml and .local/clabe.yml in the first, and for RIGLINE_DATA_DIR in the environment`,
  });
}
