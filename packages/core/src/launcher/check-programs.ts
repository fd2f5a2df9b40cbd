import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { checkProgram } from "../programs/check-program.js";
import { EXPERIMENT, stagesOf, stagesOfAll } from "./experiment-stages.js";
import type { LauncherParts } from "./launcher-parts.js";

type Parts = Pick<LauncherParts, "resolved" | "fileSystem" | "machine">;

/** Whether the programs of the config can be started: what would else be found out when the animal is in. Starts nothing. */
export function checkPrograms(parts: Parts): readonly Finding[] {
  return [...checkExperiment(parts), ...checkSteps(parts)];
}

function checkExperiment(parts: Parts): readonly Finding[] {
  const { values } = parts.resolved;
  if (values.simulate === true) {
    const message = "it is simulated: its programs are not started, and nothing of the session is handed off";
    return [{ level: "warning", subject: EXPERIMENT, message }];
  }
  // Which one is run is not known to who only looks: then each of them has to be fine.
  const stages = values.experiment === undefined ? stagesOfAll(values) : stagesOf(values);
  if (stages.length === 0) {
    const message = "the config names no experiment, so the session will only run what plugins add";
    return [{ level: "warning", subject: EXPERIMENT, message, todo: "Set experiment.command." }];
  }
  return stages.map(({ name, who, key, program }) =>
    checkProgram({ ...parts, config: parts.resolved }, program, { subject: name, who, key }),
  );
}

/** Of those that are fine nothing is said, as of plugins' runners. */
function checkSteps(parts: Parts): readonly Finding[] {
  return parts.resolved.values.steps
    .map((step, index) => {
      const who = `step ${step.name}`;
      return checkProgram({ ...parts, config: parts.resolved }, step, { subject: who, who, key: `steps[${index}]` });
    })
    .filter(({ level }) => level !== "ok");
}
