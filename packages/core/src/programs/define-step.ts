import { toPlainJson } from "../events/to-plain-json.js";
import type { LauncherConfig } from "../config/launcher-config.js";
import type {
  RetryPolicy,
  RunnerContext,
  RunnerDefinition,
  RunnerHandle,
  RunnerNeeds,
} from "../runners/runner-handle.js";
import type { RunnerPhase } from "../session/session-record.js";
import { PROGRAM_KILL_MS, type ProgramParts } from "./program-call.js";
import { programError } from "./program-errors.js";
import { runSessionProgram } from "./session-program.js";

export type ConfigStep = LauncherConfig["steps"][number];

/** Steps come before or behind handles that exist, by the name under which the config knows them. */
export interface StepOrder {
  readonly needs: Readonly<Record<string, RunnerHandle<unknown>>>;
  readonly after: readonly RunnerHandle<unknown>[];
}

export const PHASES: Readonly<Record<ConfigStep["phase"], RunnerPhase>> = {
  pre: "preSession",
  session: "session",
  post: "postSession",
};

/** A step of the config as the runner that it is: journal, resume, retry and report are those of all runners. */
export function defineStep(
  parts: ProgramParts,
  step: ConfigStep,
  { needs, after }: StepOrder,
): RunnerDefinition<unknown> {
  const { retry, when } = step;
  return {
    name: step.name,
    phase: PHASES[step.phase],
    // Names that no service has.
    needs: Object.fromEntries(Object.entries(needs).map(([name, handle]) => [`runner ${name}`, handle])),
    after,
    graceMs: step.grace_seconds * 1000 + PROGRAM_KILL_MS,
    ...(retry === undefined ? {} : { retry: toRetryPolicy(retry) }),
    ...(when === undefined ? {} : { when: { outcome: [...when.outcome] } }),
    onFailure: step.on_failure,
    concurrent: step.concurrent,
    ...(step.redo ? { redo: () => true } : {}),
    result: { parse: (value) => value },
    run: async (context) => {
      const input = { phase: step.phase, results: resultsOf(needs) };
      const { result } = await runSessionProgram(parts, context, {
        kind: "step",
        name: step.name,
        program: step,
        input,
      });
      refuseLong(result, step.name);
      reportDetails(result, context);
      return result;
    },
  };
}

function resultsOf(needs: StepOrder["needs"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(needs).map(([name, handle]) => [name, JSON.parse(toPlainJson(handle.result())) as unknown]),
  );
}

/** As a config has it, in seconds, in the milliseconds of a runner. */
export function toRetryPolicy(retry: {
  readonly attempts: number;
  readonly first_delay_seconds: number;
  readonly max_delay_seconds: number;
}): RetryPolicy {
  return {
    attempts: retry.attempts,
    firstDelayMs: retry.first_delay_seconds * 1000,
    maxDelayMs: retry.max_delay_seconds * 1000,
  };
}

/** A line of the journal, which is read whole at every start. */
const MOST_KEPT = 1024 * 1024;

function refuseLong(result: unknown, name: string): void {
  if ((JSON.stringify(result) ?? "").length <= MOST_KEPT) return;
  throw programError("PROGRAM_RESULT_INVALID", {
    what: `the result of step ${name} is longer than 1 MiB, and it is kept in the session's journal`,
    todo: "Let the program write its data into a file, and give the file's path as its result.",
  });
}

/** `{"report": {"water": "1.2 ml"}}` of a result stands in the closing report. */
export function reportDetails(result: unknown, { report }: Pick<RunnerContext<RunnerNeeds>, "report">): void {
  const lines = (result as { readonly report?: unknown } | null | undefined)?.report;
  if (typeof lines !== "object" || lines === null || Array.isArray(lines)) return;
  for (const [label, value] of Object.entries(lines))
    report(label, typeof value === "string" ? value : JSON.stringify(value));
}
