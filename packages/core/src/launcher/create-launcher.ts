import { join } from "node:path";
import satisfies from "semver/functions/satisfies.js";
import { messageOf, type RiglineError } from "@rigline/foundation/errors";
import { createRedactor } from "@rigline/foundation/redaction";
import { checkSections } from "../config/check-sections.js";
import { type ResolvedConfig, resolveFrom } from "../config/resolved-config.js";
import { meantSections } from "../config/section-owners.js";
import { CLOCK, FILE_SYSTEM, FREE_SPACE, LOCKS, LOG_STORE, MACHINE, PROCESS_RUNNER, UI } from "../di/core-tokens.js";
import { createEventBus } from "../events/event-bus.js";
import { knowSecrets } from "../config/tell/known-secrets.js";
import { createHookRegistry } from "../hooks/hook-registry.js";
import { LIFECYCLE_HOOKS, type LifecycleHooks } from "../lifecycle/lifecycle-hooks.js";
import { createConsoleSink } from "../logs/console-sink.js";
import { createLogger, type Clock, type FileSystem, type LogSink } from "@rigline/foundation/platform";
import { isolatePlugin } from "../isolated/isolate-plugin.js";
import { loadPlugins, type LoadedPlugin, sectionsOf } from "../plugins/load-plugins.js";
import { takeGiven } from "../plugins/given-plugins.js";
import { doneWithout, isRequired } from "../plugins/not-required.js";
import { createPluginHost } from "../plugins/plugin-host.js";
import type { ProcessGuard } from "../plugins/process-guard.js";
import { createRunners } from "../runners/create-runners.js";
import { LAUNCHER } from "../runners/runner-unit.js";
import { startTelemetry } from "../telemetry/start-telemetry.js";
import { readGivenAnswers } from "../ui/given-answers.js";
import { openRememberedAnswers } from "../ui/remembered-answers.js";
import { coreVersion } from "../version.js";
import type { CreateLauncherOptions } from "./launcher-parts.js";
import { fillContainer, openContainer } from "./fill-container.js";
import { hideInEvent, showMessage } from "./gate.js";
import { holdListeners } from "./held.js";
import { Launcher } from "./launcher.js";
import { launcherError } from "./launcher-errors.js";
import { refuseInterrupted } from "./open-session.js";
import { logSteps, openRunLogs, withoutLogs } from "./run-logs.js";
import { openUi } from "./open-ui.js";
import { createProblems } from "./problems.js";
import { createSessionRecorder } from "./session-recorder.js";

/**
 * The composition root: container, plugins in dependency order, hooks frozen. Nothing of a plugin has run when it
 * returns. Throws what is wrong with the config or a plugin, naming it.
 */
export async function createLauncher(resolved: ResolvedConfig, options: CreateLauncherOptions = {}): Promise<Launcher> {
  const { guard, redactor = createRedactor() } = options;
  const container = openContainer(options.services);
  const clock = container.services.resolve(CLOCK);
  const fileSystem = container.services.resolve(FILE_SYSTEM);
  const machine = container.services.resolve(MACHINE);
  knowSecrets(redactor, resolved);
  requireVersion(resolved.values);
  // Plugins first: when one can't be loaded, there is no run to keep logs of.
  const warnings = [...(resolved.warnings ?? [])];
  // Told as a warning before the session, and again in its report.
  const withouts: RiglineError[] = [];
  const leftOut = (error: RiglineError): void => {
    warnings.push(error.message);
    withouts.push(error);
  };
  const loaded = await loadAll(resolved, options, { clock, fileSystem, leftOut });
  warnings.push(...checkSections(resolved, sectionsOf(loaded)));
  const logs =
    options.keepLogs === false
      ? withoutLogs(resolved)
      : openRunLogs(container.services.resolve(LOG_STORE), resolved, clock);
  try {
    const log = createLogger(
      "rigline",
      listSinks(options, resolved, logs.sink),
      () => clock.now(),
      (message) => showMessage(redactor, message),
    );
    const events = createEventBus({ log, now: () => clock.now(), show: (event) => hideInEvent(redactor, event) });
    logs.listenTo(events);
    logSteps(events, log);
    const config = { ...resolved, warnings };
    const memory = openRememberedAnswers(
      fileSystem,
      () => join(resolveFrom(config, config.values.data_dir), ".rigline", "answers.json"),
      (error) => log.info(`answers could not be kept for the next session: ${messageOf(error)}`),
    );
    const answers = readGivenAnswers(resolved);
    const questions = { count: 0 };
    let openSession: string | undefined;
    events.on("session.opened", ({ session }) => void (openSession = session.name));
    const problems = createProblems(log, () => openSession);
    const core = {
      resolved: config,
      rigName: resolved.values.rig_name ?? machine.hostname,
      clock,
      fileSystem,
      machine,
      locks: container.services.resolve(LOCKS),
      log,
      events,
      memory,
      logs,
      telemetry: await startTelemetry(resolved.environment, events),
      answers,
      ui: openUi(container.services.tryResolve(UI), options, resolved, {
        clock,
        events,
        memory,
        answers,
        redactor,
        fileSystem,
        questions,
      }),
      processes: container.services.resolve(PROCESS_RUNNER),
      guard,
      problems,
      redactor,
      freeSpace: container.services.resolve(FREE_SPACE),
      recorder: createSessionRecorder({ events, clock, problem: (thrown) => problems.add(thrown) }),
    };
    fillContainer(
      container,
      { ...core, loaded },
      holdListeners(guard, () => hooks),
    );
    const hooks = createHookRegistry<LifecycleHooks>(LIFECYCLE_HOOKS, {
      events,
      log,
      clock,
      isAsking: () => questions.count > 0,
      timeoutsMs: toMilliseconds(resolved.values.hook_timeouts),
      around: aroundCalls(options),
    });
    const failed = (error: RiglineError): void => {
      log.warning(error.message);
      problems.keep(error);
    };
    const settled = { hooks, container, resolved: config, log, clock, coreVersion: coreVersion() };
    const host = tellingFirst(
      () => createPluginHost(loaded, { ...settled, leniency: { leftOut, failed } }),
      () => withouts.forEach(({ message }) => log.warning(message)),
    );
    for (const error of withouts) problems.keep(error);
    // A person reads them as findings, with all else that is to be known before a session.
    for (const warning of warnings) log.info(warning);
    hooks.freeze();
    const own = { log, plugin: LAUNCHER, options: {}, services: container.services, defer: refuseDeferring };
    const runners = createRunners({ ...core, contextOf: (plugin, runner) => hooks.contextOf(plugin, runner) ?? own });
    return new Launcher({ ...core, container, hooks, host, runners });
  } catch (error) {
    logs.close();
    throw error;
  }
}

/** Throws VERSION_NOT_MEANT when the rig asks for another version than this. */
function requireVersion({ requires }: ResolvedConfig["values"]): void {
  const version = coreVersion();
  if (requires === undefined || satisfies(version, requires, { includePrerelease: true })) return;
  throw launcherError("VERSION_NOT_MEANT", {
    what: `this rig requires Rigline ${requires}, and this is ${version}`,
    where: { path: "requires" },
  });
}

/** What was left out is often why the rest can't start: then nothing else would tell of it. */
function tellingFirst<Result>(call: () => Result, tell: () => void): Result {
  try {
    return call();
  } catch (error) {
    tell();
    throw error;
  }
}

interface Loading {
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
  readonly leftOut: (error: RiglineError) => void;
}

async function loadAll(
  resolved: ResolvedConfig,
  options: CreateLauncherOptions,
  { clock, fileSystem, leftOut }: Loading,
): Promise<LoadedPlugin[]> {
  const { plugins = [], signal } = options;
  const around = aroundCalls(options);
  const given = plugins.map(takeGiven);
  const named = await loadPlugins(resolved.values.plugins, resolved.folder, {
    around,
    signal,
    leftOut,
    fileSystem,
    meantSections: (claimed) => meantSections(resolved, [...claimed, ...sectionsOf(given)]),
  }).catch((error) => {
    if (signal !== undefined) refuseInterrupted(signal);
    throw error;
  });
  const apart = { environment: resolved.environment, directory: resolved.folder, clock };
  const taking = named.flatMap((one) => {
    try {
      return isolatePlugin(one, apart);
    } catch (error) {
      if (isRequired(one)) throw error;
      leftOut(doneWithout(one.plugin.name, error));
      return [];
    }
  });
  return [...taking, ...given];
}

/** What a plugin's code starts is known to be this plugin's. */
function aroundCalls({ guard }: CreateLauncherOptions): ProcessGuard["run"] | undefined {
  return guard && ((place, call) => guard.run(place, call));
}

/** The launcher's own runner has nothing to close that the end of its program does not. */
function refuseDeferring(): never {
  throw new TypeError("only a plugin defers");
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

function toMilliseconds(seconds: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(seconds).flatMap(([name, value]) => (value === undefined ? [] : [[name, value * 1000]])),
  );
}
