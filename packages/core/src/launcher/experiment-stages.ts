import { formatPath } from "@rigline/foundation/errors";
import type { LauncherConfig } from "../config/launcher-config.js";
import type { Program } from "../programs/program.js";

export const EXPERIMENT = "experiment";

/** One program of an experiment. */
export interface ExperimentStage {
  /** Of its runner. */
  readonly name: string;
  /** `the experiment`, `the experiment's stage habituation`. */
  readonly who: string;
  /** Where it stands in the config: `experiment`, `experiment[1]`. */
  readonly key: string;
  readonly program: ExperimentProgram;
}

/** A program that may be paused. */
export interface ExperimentProgram extends Program {
  readonly pause_file?: string | undefined;
}

type Experiments = Pick<LauncherConfig, "experiment" | "experiments" | "simulate">;

/** Of a rig whose experiment is a plugin's, for a simulated session. */
const NO_PROGRAM: ExperimentProgram = { command: [], environment: {}, grace_seconds: 10, success_exit_codes: [0] };

/** The programs of a config's experiment in the order in which they run; none where the config names none, or none is picked yet. */
export function stagesOf({ experiment, experiments = {}, simulate = false }: Experiments): readonly ExperimentStage[] {
  if (experiment === undefined) return simulate ? toStages(NO_PROGRAM, EXPERIMENT) : [];
  if (typeof experiment !== "string") return toStages(experiment, EXPERIMENT);
  const picked = experiments[experiment];
  return picked === undefined ? [] : toStages(picked, formatPath(["experiments", experiment]));
}

/** The programs of all that may be picked. */
export function stagesOfAll({ experiments = {} }: Experiments): readonly ExperimentStage[] {
  return Object.entries(experiments).flatMap(([name, experiment]) =>
    toStages(experiment, formatPath(["experiments", name])),
  );
}

function toStages(
  experiment: ExperimentProgram | readonly (ExperimentProgram & { readonly name: string })[],
  key: string,
): readonly ExperimentStage[] {
  if (!("length" in experiment)) return [{ name: EXPERIMENT, who: "the experiment", key, program: experiment }];
  return experiment.map((program, index) => ({
    name: program.name,
    who: `the experiment's stage ${program.name}`,
    key: `${key}[${index}]`,
    program,
  }));
}

/** What a session says of what was run; empty where nothing has a name. */
export function nameExperiment({ experiment }: Pick<LauncherConfig, "experiment">): string {
  if (experiment === undefined || typeof experiment === "string") return experiment ?? "";
  return "length" in experiment ? experiment.map(({ name }) => name).join(", ") : experiment.name;
}
