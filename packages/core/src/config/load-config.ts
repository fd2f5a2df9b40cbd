import path from "node:path";
import { addDefaults, checkValues, sourceFinder } from "./check-values.js";
import { coerceLayer, isNullable } from "./coerce-layer.js";
import { configError } from "./config-errors.js";
import { CONFIG_PLACES } from "./config-files.js";
import type { ConfigLayer } from "./config-layer.js";
import { problemsError } from "./config-problem.js";
import { LAUNCHER_KEYS, LauncherConfigSchema } from "./launcher-config.js";
import { mergeLayers } from "./merge-layers.js";
import { readLayers } from "./read-layers.js";
import type { ResolvedConfig, ValueSource } from "./resolved-config.js";
import { viewSchema } from "./schema-view.js";
import { splitSections } from "./split-sections.js";

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
  const read = await readLayers(options);
  const view = viewSchema(LauncherConfigSchema);
  const { own, sections, problems: misplaced, warnings } = splitSections(read.layers, LAUNCHER_KEYS);
  const { tree, provenance } = mergeLayers(
    own.map((layer) => coerceLayer(layer, view)),
    (at) => isNullable(view, at),
  );
  if (read.file === undefined && tree["data_dir"] === undefined && misplaced.length === 0)
    throw notFound(options.folder);
  const fallback: ValueSource | undefined =
    read.file === undefined ? undefined : { kind: "file", name: read.file, value: undefined };
  const checked = checkValues(LauncherConfigSchema, view, tree, sourceFinder(provenance, own, fallback));
  const problems = [...misplaced, ...checked.problems];
  if (checked.output === undefined || problems.length > 0) throw problemsError(problems);
  addDefaults(provenance, view, checked.output);
  return {
    values: checked.output,
    ...mergeSections(sections, provenance),
    file: read.file,
    folder: read.folder,
    environment: read.environment,
    layers: read.layers,
    warnings: [...read.warnings, ...warnings],
  };
}

/** Nothing is known of the sections yet but their keys: their plugins' schemas come later. */
function mergeSections(
  sections: readonly ConfigLayer[],
  launcher: ReadonlyMap<string, readonly ValueSource[]>,
): Pick<ResolvedConfig, "sections" | "provenance"> {
  const merged = mergeLayers(sections);
  return {
    sections: merged.tree as ResolvedConfig["sections"],
    provenance: new Map([...launcher, ...merged.provenance]),
  };
}

function notFound(folder: string): Error {
  return configError("CONFIG_NOT_FOUND", {
    what: `no configuration was found in ${path.resolve(folder)} or in a folder above it`,
    why: `looked for ${CONFIG_PLACES.join(", ")} in each, for clabe.yml, local/clabe.yml and .local/clabe.yml in the first, and for RIGLINE_DATA_DIR in the environment`,
  });
}
