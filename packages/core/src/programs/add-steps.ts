import { didYouMean, listNames } from "@rigline/foundation/errors";
import type { LauncherConfig } from "../config/launcher-config.js";
import type { RunnerRegistry } from "../runners/create-runners.js";
import type { RunnerHandle } from "../runners/runner-handle.js";
import { LAUNCHER } from "../runners/runner-unit.js";
import { defineStep, PHASES, type ConfigStep, type StepOrder } from "./define-step.js";
import { programError } from "./program-errors.js";
import type { ProgramParts } from "./program-call.js";

export interface StepAdder {
  /** Before the plugins add their runners: the steps that name none of those. */
  addEarly(): void;
  /** Behind them: the others. Throws STEP_NEED_INVALID. */
  addLate(): void;
}

interface StepsConfig {
  readonly values: Pick<LauncherConfig, "steps">;
  readonly file: string | undefined;
}

type Registry = Pick<RunnerRegistry, "runnersFor" | "handleOf" | "planned">;

/** Adds the config's steps as runners: in the order of the list, but each behind those that it names. */
export function createStepAdder(parts: ProgramParts, runners: Registry, config: StepsConfig): StepAdder {
  const own = runners.runnersFor(LAUNCHER);
  let waiting: readonly ConfigStep[] = config.values.steps;
  const tryToAdd = (step: ConfigStep): boolean => {
    const order = findOrder(step, runners, config);
    if (order !== undefined) own.add(defineStep(parts, step, order));
    return order !== undefined;
  };
  const addWhatCan = (): void => {
    for (let before = -1; before !== waiting.length;) {
      before = waiting.length;
      waiting = waiting.filter((step) => !tryToAdd(step));
    }
  };
  return {
    addEarly: addWhatCan,
    addLate: () => {
      addWhatCan();
      if (waiting.length > 0) throw explainWaiting(waiting, runners, config);
    },
  };
}

/** Undefined: something that it names does not exist yet. Throws STEP_NEED_INVALID for what runs later. */
function findOrder(step: ConfigStep, runners: Registry, config: StepsConfig): StepOrder | undefined {
  const find = (key: "needs" | "after"): (readonly [string, RunnerHandle<unknown>])[] | undefined => {
    const found = step[key].map((name, index) => {
      const handle = runners.handleOf(name);
      if (handle !== undefined && runsLater(handle, step))
        throw invalid(step, { key, index }, `which runs later (${handle.phase})`, config);
      return handle === undefined ? undefined : ([name, handle] as const);
    });
    return found.includes(undefined) ? undefined : found.filter((one) => one !== undefined);
  };
  const needs = find("needs");
  const after = find("after");
  if (needs === undefined || after === undefined) return undefined;
  return { needs: Object.fromEntries(needs), after: after.map(([, handle]) => handle) };
}

function runsLater({ phase }: RunnerHandle<unknown>, step: ConfigStep): boolean {
  return PHASE_ORDER.indexOf(phase) > PHASE_ORDER.indexOf(PHASES[step.phase]);
}

const PHASE_ORDER = ["preSession", "session", "postSession"];

function explainWaiting(waiting: readonly ConfigStep[], runners: Registry, config: StepsConfig): Error {
  const isKnown = (name: string): boolean =>
    runners.handleOf(name) !== undefined || waiting.some((step) => step.name === name);
  for (const step of waiting)
    for (const key of ["needs", "after"] as const) {
      const index = step[key].findIndex((name) => !isKnown(name));
      if (index === -1) continue;
      const there = [...runners.planned, ...waiting].map(({ name }) => name);
      const why = `which is neither a step nor a plugin's runner.${didYouMean(step[key][index] ?? "", there)}`;
      return invalid(step, { key, index }, why, config, `there are: ${listNames(there)}`);
    }
  const circle = listNames(waiting.map(({ name }) => name));
  const [step] = waiting as [ConfigStep];
  const key = step.needs.length > 0 ? "needs" : "after";
  const index = step[key].findIndex((name) => waiting.some((other) => other.name === name));
  return invalid(step, { key, index }, `and these wait for each other: ${circle}`, config);
}

function invalid(
  step: ConfigStep,
  { key, index }: { readonly key: "needs" | "after"; readonly index: number },
  what: string,
  { values, file }: StepsConfig,
  why?: string,
): Error {
  return programError("STEP_NEED_INVALID", {
    what: `step ${step.name} ${key === "needs" ? "needs" : "comes after"} "${step[key][index] ?? ""}", ${what}`,
    where: { ...(file === undefined ? {} : { file }), path: `steps[${values.steps.indexOf(step)}].${key}[${index}]` },
    ...(why === undefined ? {} : { why }),
  });
}
