import type { Redactor } from "@rigline/foundation/redaction";
import type { LauncherConfig } from "../config/launcher-config.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import type { FreeSpace } from "../di/core-tokens.js";
import type { LauncherContainer } from "../di/container.js";
import type { EventBus } from "../events/launcher-events.js";
import type { HookRegistry } from "../hooks/hook-registry.js";
import type { LifecycleHooks } from "../lifecycle/lifecycle-hooks.js";
import type { Clock, FileSystem, Logger } from "@rigline/foundation/platform";
import type { PluginHost } from "../plugins/plugin-host.js";
import type { ProcessGuard } from "../plugins/process-guard.js";
import type { Machine } from "../processes/machine.js";
import type { ProcessLocks } from "@rigline/foundation/lock";
import type { ProgramParts } from "../programs/program-call.js";
import type { ProcessRunner } from "../processes/process-exit.js";
import type { RunnerRegistry } from "../runners/create-runners.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import type { GivenAnswers } from "../ui/given-answers.js";
import type { RememberedAnswers } from "../ui/remembered-answers.js";
import type { Ui } from "../ui/ui.js";
import type { Problems } from "./problems.js";
import type { RunLogs } from "./run-logs.js";
import type { SessionRecorder } from "./session-recorder.js";
import type { Verbosity } from "../logs/console-sink.js";
import type { ProviderList } from "../di/providers.js";
import type { GivenPlugin } from "../plugins/plugin.js";

/** Everything a launcher is made of; create-launcher.ts puts it together. */
export interface LauncherParts {
  /** One object for all, plugins included: the hook configResolved puts the changed values into it. */
  readonly resolved: Omit<ResolvedConfig, "values"> & { values: LauncherConfig };
  readonly rigName: string;
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
  readonly machine: Machine;
  readonly locks: ProcessLocks;
  readonly log: Logger;
  readonly events: EventBus;
  readonly ui: Ui;
  /** Answers to questions that are still to come. */
  readonly answers: GivenAnswers;
  readonly memory: RememberedAnswers;
  readonly processes: ProcessRunner;
  readonly container: LauncherContainer;
  readonly hooks: HookRegistry<LifecycleHooks>;
  readonly host: PluginHost;
  readonly runners: RunnerRegistry;
  readonly logs: RunLogs;
  readonly telemetry: Telemetry;
  /** Undefined where the launcher does not own the process. */
  readonly guard: ProcessGuard | undefined;
  /** Before all that is shown and kept. */
  readonly redactor: Redactor;
  readonly problems: Problems;
  readonly recorder: SessionRecorder;
  readonly freeSpace: FreeSpace;
}

/** Of them, what the programs of the config are run with. */
export function programParts({ resolved, processes, clock, fileSystem, machine }: LauncherParts): ProgramParts {
  return { config: resolved, processes, clock, fileSystem, machine };
}

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
  /**
   * In place of the launcher's own: `[{ token: CLOCK, useValue: clock }]`. CLOCK, FILE_SYSTEM, FREE_SPACE, LOCKS, LOG_STORE,
   * MACHINE, PROCESS_RUNNER and UI are asked for by the launcher too.
   */
  readonly services?: ProviderList;
  /** Ends the loading of plugins with LAUNCHER_INTERRUPTED, and later an open question with PROMPT_CANCELLED. */
  readonly signal?: AbortSignal;
}
