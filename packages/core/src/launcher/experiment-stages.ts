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
  readonly program: Program;
}

/** The programs of a config's experiment in the order in which they run; none where the config names none. */
export function stagesOf({ experiment }: Pick<LauncherConfig, "experiment">): readonly ExperimentStage[] {
  if (experiment === undefined) return [];
  if (!("length" in experiment))
    return [{ name: EXPERIMENT, who: "the experiment", key: "experiment", program: experiment }];
  return experiment.map((program, index) => ({
    name: program.name,
    who: `the experiment's stage ${program.name}`,
    key: `experiment[${index}]`,
    program,
  }));
}

/** What a session says of what was run; empty where nothing has a name. */
export function nameExperiment({ experiment }: Pick<LauncherConfig, "experiment">): string {
  if (experiment === undefined) return "";
  return "length" in experiment ? experiment.map(({ name }) => name).join(", ") : experiment.name;
}
