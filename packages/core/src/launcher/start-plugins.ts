import type { StartPurpose } from "../lifecycle/lifecycle-hooks.js";
import { LAUNCHER } from "../runners/runner-unit.js";
import { defineExperiment, type ExperimentProcess } from "./experiment-runner.js";
import { explainLeft } from "./experiment-runner.js";
import { guardRunners } from "./guard-runners.js";
import type { Session } from "../session/session.js";
import { noteEnd, noteStart } from "./living-experiment.js";
import type { LauncherParts } from "./launcher-parts.js";
import { resolveValues } from "./resolve-values.js";
import { recordHook } from "./session-recorder.js";

/** The hooks configResolved and ready, after which all runners are known. */
export async function startPlugins(parts: LauncherParts, purpose: StartPurpose, signal: AbortSignal): Promise<void> {
  const { host, runners, resolved, processes, events, log, guard, recorder, rigName } = parts;
  const from = resolved.file ?? "from flags and environment";
  log.info(`rigline on rig ${rigName}, ${host.plugins.length} plugins, config ${from}`);
  await resolveValues(parts, signal);
  const { values: config } = resolved;
  const onStart = (session: Session, started: ExperimentProcess): void => void noteStart(parts, session, started);
  const experiment = defineExperiment({
    resolved,
    processes,
    events,
    onStart,
    onEnd: (session, exit) => {
      noteEnd(session, exit);
      if (exit.leftRunning === true) parts.problems.keep(explainLeft(exit));
    },
  });
  if (experiment !== undefined) runners.runnersFor(LAUNCHER).add(experiment);
  const runnersFor = (plugin: string, needs: object) =>
    guardRunners(runners.runnersFor(plugin, needs), plugin, guard, parts.hooks.effectsOf(plugin));
  await recordHook(recorder, "ready", () => host.start({ config, purpose, runnersFor, signal }));
  runners.freeze();
}
