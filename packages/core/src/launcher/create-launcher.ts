import { hostname } from "node:os";
import { join } from "node:path";
import { checkSections } from "../config/check-sections.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { resolveFrom } from "../config/resolve-from.js";
import {
  CLOCK,
  ENVIRONMENT,
  EVENTS,
  FILE_SYSTEM,
  LAUNCHER_LOGS,
  LOGGER,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  UI,
} from "../di/core-tokens.js";
import { createContainer, type LauncherContainer } from "../di/create-container.js";
import { createEventBus } from "../events/event-bus.js";
import { createEventFeed } from "../events/event-feed.js";
import { createHookRegistry } from "../hooks/hook-registry.js";
import { LIFECYCLE_HOOKS, type LifecycleHooks } from "../lifecycle/lifecycle-hooks.js";
import { createConsoleSink, type Verbosity } from "../logs/console-sink.js";
import {
  createLogger,
  nodeFileSystem,
  systemClock,
  type Clock,
  type FileSystem,
  type LogSink,
} from "../platform/index.js";
import { loadPlugins, type LoadedPlugin } from "../plugins/load-plugins.js";
import type { Plugin } from "../plugins/plugin.js";
import { createPluginHost } from "../plugins/plugin-host.js";
import type { ProcessGuard } from "../plugins/process-guard.js";
import type { ProcessRunner } from "../processes/process-exit.js";
import { createProcessRunner } from "../processes/process-runner.js";
import { createRunners } from "../runners/create-runners.js";
import { startTelemetry } from "../telemetry/start-telemetry.js";
import { answerFirst } from "../ui/answer-first.js";
import { askInTurn } from "../ui/ask-in-turn.js";
import { createUi } from "../ui/create-ui.js";
import { readGivenAnswers } from "../ui/given-answers.js";
import { openRememberedAnswers } from "../ui/remembered-answers.js";
import type { Ui } from "../ui/ui.js";
import { coreVersion } from "../version.js";
import type { LauncherParts } from "./launcher-parts.js";
import { Launcher } from "./launcher.js";
import { createProblems } from "./problems.js";
import { openRunLogs, withoutLogs } from "./run-logs.js";
import { createSessionRecorder } from "./session-recorder.js";

export interface CreateLauncherOptions {
  /** Where questions are asked and the console's log is written. Nobody is asked and nothing is written when absent. */
  readonly terminal?: {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  };
  readonly verbosity?: Verbosity;
  /** Called around each console line; a progress line hides itself meanwhile. */
  readonly around?: (write: () => void) => void;
  /** Plugins given as objects, after those that the config names. */
  readonly plugins?: readonly Plugin[];
  /** False for commands that only look: no log folder is made. */
  readonly keepLogs?: boolean;
  /** From guardProcess, where the launcher owns the process. Its `onStray` belongs to `Launcher.stray`. */
  readonly guard?: ProcessGuard;
  readonly clock?: Clock;
  readonly fileSystem?: FileSystem;
  readonly processes?: ProcessRunner;
  readonly ui?: Ui;
  /** Ends an open question with PROMPT_CANCELLED. */
  readonly signal?: AbortSignal;
}

/**
 * The composition root: container, plugins in dependency order, hooks frozen. Nothing of a plugin has run when it
 * returns. Throws what is wrong with the config or a plugin, naming it.
 */
export async function createLauncher(resolved: ResolvedConfig, options: CreateLauncherOptions = {}): Promise<Launcher> {
  const clock = options.clock ?? systemClock;
  const { guard } = options;
  // Plugins first: when one can't be loaded, there is no run to keep logs of.
  const loaded = [
    ...(await loadPlugins(
      resolved.values.plugins,
      resolved.folder,
      guard && ((place, call) => guard.run(place, call)),
    )),
    ...(options.plugins ?? []).map(given),
  ];
  const claimed = loaded.flatMap(({ plugin }) => (plugin.section === undefined ? [] : [plugin.section]));
  const warnings = [...(resolved.warnings ?? []), ...checkSections(resolved, claimed)];

  const logs = options.keepLogs === false ? withoutLogs(resolved) : openRunLogs(resolved, clock);
  try {
    const log = createLogger("rigline", listSinks(options, resolved, logs.sink), () => clock.now());
    const events = createEventBus({ log, now: () => clock.now() });
    logs.listenTo(events);
    for (const warning of warnings) log.warning(warning);
    const memory = openRememberedAnswers(
      join(resolveFrom(resolved, resolved.values.data_dir), ".rigline", "answers.json"),
      () => {},
    );
    const answers = readGivenAnswers(resolved);
    const problems = createProblems(log);
    const core = {
      resolved,
      rigName: resolved.values.rig_name ?? hostname(),
      clock,
      log,
      events,
      memory,
      logs,
      telemetry: await startTelemetry(resolved.environment, events),
      answers,
      ui: answerFirst(askInTurn(options.ui ?? askAt(options, resolved, { clock, events, memory })), {
        answers,
        events,
        memory,
      }),
      processes: options.processes ?? createProcessRunner({ clock }),
      guard: options.guard,
      problems,
      recorder: createSessionRecorder({ events, clock, problem: (thrown) => problems.add(thrown) }),
    };
    const container = fillContainer(core, options.fileSystem ?? nodeFileSystem);
    const hooks = createHookRegistry<LifecycleHooks>(LIFECYCLE_HOOKS, {
      events,
      log,
      clock,
      timeoutsMs: toMilliseconds(resolved.values.hook_timeouts),
      around: options.guard === undefined ? undefined : (place, call) => options.guard?.run(place, call),
    });
    const host = createPluginHost(loaded, { hooks, container, resolved, log, coreVersion: coreVersion() });
    hooks.freeze();
    return new Launcher({ ...core, container, hooks, host, runners: createRunners(core) });
  } catch (error) {
    logs.close();
    throw error;
  }
}

type Core = Omit<LauncherParts, "container" | "hooks" | "host" | "runners">;

function fillContainer(core: Core, fileSystem: FileSystem): LauncherContainer {
  const container = createContainer();
  container.set(CLOCK, core.clock);
  container.set(LOGGER, core.log);
  container.set(FILE_SYSTEM, fileSystem);
  container.set(PROCESS_RUNNER, core.processes);
  container.set(UI, core.ui);
  container.set(EVENTS, createEventFeed(core.events));
  container.set(ENVIRONMENT, core.resolved.environment);
  container.set(RESOLVED_CONFIG, core.resolved);
  container.set(LAUNCHER_LOGS, core.logs);
  return container;
}

function listSinks(
  options: CreateLauncherOptions,
  { environment }: ResolvedConfig,
  file: LogSink | undefined,
): LogSink[] {
  const { terminal, verbosity = "default", around } = options;
  const sinks = file === undefined ? [] : [file];
  if (terminal === undefined) return sinks;
  const stream = terminal.output;
  return [...sinks, createConsoleSink({ stream, verbosity, environment, ...(around === undefined ? {} : { around }) })];
}

function askAt(
  { terminal, signal }: CreateLauncherOptions,
  { values }: ResolvedConfig,
  parts: Pick<LauncherParts, "clock" | "events" | "memory">,
): Ui {
  const input = terminal?.input ?? process.stdin;
  const output = terminal?.output ?? process.stderr;
  const noInput = terminal === undefined || !values.input;
  return createUi({ input, output, noInput, ...parts, ...(signal === undefined ? {} : { signal }) });
}

function given(plugin: Plugin): LoadedPlugin {
  return { plugin, use: plugin.name, origin: "given" };
}

function toMilliseconds(seconds: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(seconds).flatMap(([name, value]) => (value === undefined ? [] : [[name, value * 1000]])),
  );
}
