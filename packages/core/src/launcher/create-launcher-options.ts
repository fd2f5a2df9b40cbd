import type { Redactor } from "@rigline/foundation/redaction";
import type { Verbosity } from "../logs/console-sink.js";
import type { ProviderList } from "../di/providers.js";
import type { GivenPlugin } from "../plugins/plugin.js";
import type { ProcessGuard } from "../plugins/process-guard.js";

export interface CreateLauncherOptions {
  /** Where questions are asked and the console's log is written. Nobody is asked and nothing is written when absent. */
  readonly terminal?: {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  };
  readonly verbosity?: Verbosity;
  /** Called around each console line; a progress line hides itself meanwhile. */
  readonly around?: (write: () => void) => void;
  /** Plugins given as objects, after those that the config names: `[reward, { plugin: valve, with: { port: "COM3" } }]`. */
  readonly plugins?: readonly GivenPlugin[];
  /** False for commands that only look: no log folder is made. */
  readonly keepLogs?: boolean;
  /** From guardProcess, where the launcher owns the process. Its `onStray` belongs to `Launcher.stray`. */
  readonly guard?: ProcessGuard;
  /** The gate before all that is shown and kept; it is told what the config holds as secret. One of its own when absent. */
  readonly redactor?: Redactor;
  /** Bytes that are free on the disk of a folder, for the preflight; asked of the system when absent. */
  readonly freeSpace?: (folder: string) => number;
  /** In place of the launcher's own: `[{ token: CLOCK, useValue: clock }]`. CLOCK, FILE_SYSTEM, PROCESS_RUNNER and UI are asked for by the launcher too. */
  readonly services?: ProviderList;
  /** Ends the loading of plugins with LAUNCHER_INTERRUPTED, and later an open question with PROMPT_CANCELLED. */
  readonly signal?: AbortSignal;
}
