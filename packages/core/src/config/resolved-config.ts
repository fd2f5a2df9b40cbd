import type { LauncherConfig } from "./launcher-config.js";
import type { ConfigLayer, ValueSource } from "./layers/config-layer.js";
import { resolvePath, UnusablePathError } from "@rigline/foundation/paths";
import { configError } from "./config-errors.js";

/** The merged, validated configuration with the origin of every value. */
export interface ResolvedConfig {
  readonly values: LauncherConfig;
  /** Sections for plugins (`watchdog`, …), merged key by key over all sources but not yet validated: each plugin's schema does that. */
  readonly sections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly provenance: Provenance;
  /** The main config file; undefined when only environment and flags were given. */
  readonly file: string | undefined;
  /** Relative paths start here: the config file's folder, or the working folder. Absolute. */
  readonly folder: string;
  /** The one snapshot of the environment, dotenv included. Nothing else reads process.env. */
  readonly environment: Readonly<Record<string, string>>;
  /** Each source by itself, the strongest first: plugins' options are merged from these. Absent in a config made by hand. */
  readonly layers?: readonly ConfigLayer[];
  /** What was found that is no error, one sentence each. */
  readonly warnings?: readonly string[];
}

/** Every source that set a key, the winner first. Keys are dotted paths: `watchdog.project_name`, `plugins[0].use`. */
export type Provenance = ReadonlyMap<string, readonly ValueSource[]>;

/**
 * A path of the config as an absolute one: relative paths start at the config's folder. Throws CONFIG_INVALID for what
 * can't be meant as a path on this system; a config that was loaded holds none.
 */
export function resolveFrom(config: Pick<ResolvedConfig, "folder">, path: string): string {
  try {
    return resolvePath(config.folder, path);
  } catch (error) {
    if (!(error instanceof UnusablePathError)) throw error;
    throw configError("CONFIG_INVALID", { what: error.message, cause: error });
  }
}
