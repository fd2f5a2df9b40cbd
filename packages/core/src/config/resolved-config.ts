import type { LauncherConfig } from "./launcher-config.js";
import type { ConfigLayer } from "./layers/config-layer.js";
import type { Provenance } from "./value-source.js";

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
