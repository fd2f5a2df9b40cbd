import type { Redactor } from "@rigline/foundation/redaction";
import type { LauncherConfig } from "../config/launcher-config.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import type { LauncherContainer } from "../di/container.js";
import type { EventBus } from "../events/launcher-events.js";
import type { HookRegistry } from "../hooks/hook-registry.js";
import type { LifecycleHooks } from "../lifecycle/lifecycle-hooks.js";
import type { Clock, Logger } from "@rigline/foundation/platform";
import type { PluginHost } from "../plugins/plugin-host.js";
import type { ProcessGuard } from "../plugins/process-guard.js";
import type { ProcessRunner } from "../processes/process-exit.js";
import type { RunnerRegistry } from "../runners/create-runners.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import type { GivenAnswers } from "../ui/given-answers.js";
import type { RememberedAnswers } from "../ui/remembered-answers.js";
import type { Ui } from "../ui/ui.js";
import type { FreeSpace } from "./built-in-preflight.js";
import type { Problems } from "./problems.js";
import type { RunLogs } from "./run-logs.js";
import type { SessionRecorder } from "./session-recorder.js";

/** Everything a launcher is made of; create-launcher.ts puts it together. */
export interface LauncherParts {
  /** One object for all, plugins included: the hook configResolved puts the changed values into it. */
  readonly resolved: Omit<ResolvedConfig, "values"> & { values: LauncherConfig };
  readonly rigName: string;
  readonly clock: Clock;
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
  /** Of the system when undefined. */
  readonly freeSpace: FreeSpace | undefined;
}
