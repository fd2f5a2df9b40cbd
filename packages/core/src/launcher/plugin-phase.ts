import { RUNNING_EXPERIMENT, type RunningExperiment } from "../di/session-tokens.js";
import { LAUNCHER } from "../runners/runner-unit.js";
import { createStepAdder } from "../programs/add-steps.js";
import { defineExperiment, type ExperimentParts, explainLeft } from "./experiment-runner.js";
import { chooseExperiment } from "./choose-experiment.js";
import { stagesOf } from "./experiment-stages.js";
import { noteEnd, noteStart } from "./living-experiment.js";
import { programParts, type LauncherParts } from "./launcher-parts.js";
import type { Start } from "./run-options.js";
import { recordHook } from "./session-recorder.js";
import { LauncherConfigSchema } from "../config/launcher-config.js";
import { knowSecretsIn } from "../config/tell/known-secrets.js";
import { checkConfig } from "../lifecycle/hook-answers.js";
import { launcherError } from "./launcher-errors.js";
import { heedWishes } from "../pause/heed-wishes.js";
import type { ProcessGuard } from "../plugins/process-guard.js";
import type { Effects } from "../hooks/effects.js";
import type { RunnerDefinition, RunnerHandle, RunnerNeeds, Runners } from "../runners/runner-handle.js";

/** The hooks configResolved and ready, after which all runners are known. */
export async function startPlugins(parts: LauncherParts, { purpose, signal, resumes }: Start): Promise<void> {
  const { host, runners, resolved, log, guard, recorder, rigName } = parts;
  const from = resolved.file ?? "from flags and environment";
  log.info(`rigline on rig ${rigName}, ${host.plugins.length} plugins, config ${from}`);
  await resolveValues(parts, signal);
  await chooseExperiment(parts, { purpose, resumes });
  const { values: config } = resolved;
  addExperiment(parts);
  const steps = createStepAdder(programParts(parts), runners, resolved);
  steps.addEarly();
  const runnersFor = (plugin: string, needs: object) =>
    guardRunners(runners.runnersFor(plugin, needs), plugin, guard, parts.hooks.effectsOf(plugin));
  await recordHook(recorder, "ready", () => host.start({ config, purpose, runnersFor, signal }));
  steps.addLate();
  runners.freeze();
}

/** Each stage of the experiment as a runner that needs the one before. */
function addExperiment(parts: LauncherParts): void {
  const { resolved, processes, events, problems, runners } = parts;
  const running: { -readonly [Key in keyof RunningExperiment]: RunningExperiment[Key] } =
    parts.container.services.resolve(RUNNING_EXPERIMENT);
  const onEnd: NonNullable<ExperimentParts["onEnd"]> = (session, exit) => {
    running.pid = undefined;
    noteEnd(parts, session, exit);
    if (exit.leftRunning === true) problems.keep(explainLeft(exit));
  };
  const onStart: NonNullable<ExperimentParts["onStart"]> = (session, started) => {
    running.pid = started.pid;
    void noteStart(parts, session, started, () => running.pid === started.pid);
  };
  const heed: NonNullable<ExperimentParts["heed"]> = (experiment) => heedWishes(parts, experiment);
  let before: RunnerHandle<unknown> | undefined;
  for (const stage of stagesOf(resolved.values)) {
    const definition = defineExperiment({ resolved, processes, events, onStart, onEnd, heed }, stage);
    const needs = before === undefined ? {} : { [before.name]: before };
    before = runners.runnersFor(LAUNCHER).add({ ...definition, needs });
  }
}

/** The hook teardown, and what plugins left open all the same. Never rejects: what fails is a problem of the report. */
export async function stopPlugins(parts: LauncherParts): Promise<void> {
  const { host, problems, guard, log, recorder } = parts;
  const failures = await recordHook(recorder, "teardown", () => host.stop({ config: parts.resolved.values }));
  for (const error of failures) problems.keep(error);
  for (const { plugin, what } of (await guard?.leftovers()) ?? []) log.warning(`plugin ${plugin} left ${what} open`);
}

/** What the launcher was put together from: a plugin that changes it comes too late. */
const FIXED = [
  "rig_name",
  "temp_dir",
  "plugins",
  "services",
  "hook_timeouts",
  "answers",
  "debug_mode",
  "input",
] as const;

/**
 * The hook configResolved: from now on `resolved` has the values as plugins leave them, validated again, for all who hold it.
 * Throws HOOK_FAILED and CONFIG_CHANGED_LATE.
 */
async function resolveValues(
  { hooks, resolved, recorder, redactor }: LauncherParts,
  signal: AbortSignal,
): Promise<void> {
  const answered = await recordHook(recorder, "configResolved", () =>
    hooks.run("configResolved", resolved.values, { signal, check: checkConfig }),
  );
  const values = LauncherConfigSchema.parse(answered);
  const late = FIXED.find((key) => JSON.stringify(values[key]) !== JSON.stringify(resolved.values[key]));
  if (late === undefined) {
    // A plugin may have fetched a password.
    knowSecretsIn(redactor, values);
    resolved.values = values;
    return;
  }
  throw launcherError("CONFIG_CHANGED_LATE", {
    what: `a plugin changed ${late} in the hook configResolved, when the launcher had been put together from it`,
    where: { hook: "configResolved", path: late },
  });
}

/** The same runners, each run so that whatever it starts is known to be this plugin's. */
export function guardRunners(
  runners: Runners,
  plugin: string,
  guard: ProcessGuard | undefined,
  effects?: Effects,
): Runners {
  if (guard === undefined) return runners;
  return {
    add: <Result, Needs extends RunnerNeeds>(definition: RunnerDefinition<Result, Needs>): RunnerHandle<Result> => {
      // Something that is no runner is for the registry to refuse, with its own words.
      const given: { readonly run?: unknown } | null | undefined = definition;
      if (typeof given?.run !== "function") return runners.add(definition);
      const handle = runners.add<Result, Needs>({
        ...definition,
        run: (context) => guard.run({ plugin, runner: definition.name }, () => definition.run(context)),
      });
      const { hook } = guard.place() ?? {};
      effects?.hold({ what: `runner ${definition.name} (${definition.phase})`, hook }, () => undefined);
      return handle;
    },
  };
}
