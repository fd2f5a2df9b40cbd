import type { HandOffPreview } from "../di/core-tokens.js";
import type { HookDescription } from "../hooks/hook-registry.js";
import type { LoadedPlugin } from "../plugins/load-plugins.js";
import type { PlannedRunner } from "../runners/create-runners.js";

/** One plugin as `rigline plugins` shows it. */
export interface ListedPlugin {
  readonly name: string;
  readonly version: string;
  /** As the config names it; the path from the config's folder of one that is found there. */
  readonly use: string;
  /** `config`: named there; `found`: in the folder `plugins` beside it; `given`: as an object. */
  readonly origin: LoadedPlugin["origin"];
  /** The file it was loaded from; absent for one given as an object. */
  readonly file?: string;
  /** `process`: its handlers run in one of their own. */
  readonly isolate?: "process";
  /** False: a session goes on without it where it fails. */
  readonly required: boolean;
  readonly section?: string;
  /** `true`: any version. */
  readonly dependsOn: Readonly<Record<string, string | true>>;
  /** The services that it needs, by their tokens' names. */
  readonly needs: readonly string[];
  /** The services that it provides to others, by their tokens' names. */
  readonly provides: readonly string[];
  /** The extension points that it offers, and those to which it adds, by their names. */
  readonly offers: readonly string[];
  readonly extends: readonly string[];
}

/** What is loaded, and in which order it would run. */
export interface LauncherListing {
  readonly rig: string;
  readonly configFile?: string;
  readonly plugins: readonly ListedPlugin[];
  /** What was said of each plugin that is not required and is done without, one sentence each; absent where there is none. */
  readonly doneWithout?: readonly string[];
  readonly hooks: readonly HookDescription[];
  /** Known once the launcher has started: plugins register them in the hook `ready`. */
  readonly runners: readonly PlannedRunner[];
}

/** What is known of a session that would be opened now. */
export interface PlannedSession {
  /** Absolute. */
  readonly dataFolder: string;
  /** Its name, empty where it has none; null: one of several is picked. */
  readonly experiment: string | null;
  /** Null: it would be asked. So with the others. */
  readonly subject: string | null;
  readonly experimenters: readonly string[] | null;
  readonly notes: string | null;
}

/** What `rigline run --dry-run --json` prints. */
export interface SessionPlanListing extends LauncherListing {
  readonly session: PlannedSession;
  /** What would be written to hand it off; absent where no plugin tells it, null while its subject is not known. */
  readonly manifest?: HandOffPreview | null;
}
