import type { RunnerPhase, RunnerReport } from "../session/runner-report.js";
import type { PhaseParts } from "./phase-parts.js";
import type { SessionOutcome } from "../session/session.js";
import { decideOnFailure } from "./decide-on-failure.js";
import { runRunner } from "./run-runner.js";
import { nameOwner } from "./runner-owner.js";
import type { RunnerEnd, RunnerUnit } from "./runner-unit.js";

/**
 * Runs what of a phase is still waiting: one at a time in the order of registration, the concurrent ones beside them,
 * each once its needs are settled. Resolves when all have settled; never rejects.
 */
export async function runPhase(units: readonly RunnerUnit[], phase: RunnerPhase, parts: PhaseParts): Promise<void> {
  const waiting = units.filter((unit) => unit.end === undefined && (unit.definition.phase === phase || unit.runAgain));
  const oneByOne = waiting.filter((unit) => unit.definition.concurrent !== true);
  const sideBySide = waiting.filter((unit) => unit.definition.concurrent === true);
  const lane = async (): Promise<void> => {
    for (const unit of oneByOne) await runWhenReady(unit, parts);
  };
  await Promise.all([lane(), ...sideBySide.map((unit) => runWhenReady(unit, parts))]);
}

async function runWhenReady(unit: RunnerUnit, parts: PhaseParts): Promise<void> {
  await Promise.all(unit.needs.map((need) => need.handle.settled));
  const skip = reasonToSkip(unit, parts);
  if (skip === undefined) await runRunner(unit, parts);
  else parts.settle(unit, await endSkipped(unit, skip, parts));
}

async function endSkipped(
  unit: RunnerUnit,
  { code, reason, unmet = false }: Skip,
  parts: PhaseParts,
): Promise<RunnerEnd> {
  const end = skippedEnd(unit, code, reason);
  if (!unmet) return end;
  const decision = await decideOnFailure(unit, parts, { what: `was skipped: ${reason}`, mayRetry: false, asked: 0 });
  return decision === "continue" ? { ...end, report: { ...end.report, tolerated: true } } : end;
}

interface Skip {
  readonly code: string;
  readonly reason: string;
  /** What it needs is missing: a misfortune, about which its policy says something. */
  readonly unmet?: boolean;
}

function reasonToSkip(unit: RunnerUnit, { run }: PhaseParts): Skip | undefined {
  const unmet = unit.needs.find((need) => need.handle.state !== "done");
  if (unmet !== undefined) return { code: codeOfUnmet(unmet), reason: describeUnmet(unmet), unmet: true };
  if (run.signal.aborted) return { code: "RUNNER_ABORTED", reason: "the session was aborted before it began" };
  const wanted = unit.definition.when?.outcome;
  if (wanted !== undefined && run.outcome !== undefined && !wanted.includes(run.outcome))
    return {
      code: "RUNNER_NOT_WANTED",
      reason: `the session ${ENDED[run.outcome]}, and it ${describeCondition(wanted)}`,
    };
  return undefined;
}

const ENDED: Readonly<Record<SessionOutcome, string>> = {
  success: "ended well",
  failed: "failed",
  aborted: "was aborted",
};

/** `runs after success only`, `runs after failed or aborted only`. */
export function describeCondition(outcome: readonly SessionOutcome[]): string {
  return `runs after ${outcome.join(" or ")} only`;
}

/** Tells what a resume may mend from what it can't. */
function codeOfUnmet(need: RunnerUnit): string {
  const code = need.end?.report.code;
  if (code === "RUNNER_NOT_WANTED" || code === "RUNNER_NEED_LOST") return code;
  return need.definition.phase === "postSession" ? "RUNNER_NEED_UNMET" : "RUNNER_NEED_LOST";
}

function describeUnmet(need: RunnerUnit): string {
  const { name } = need.definition;
  const reason = need.end?.report.reason;
  const how = need.handle.state === "failed" ? "failed" : "was skipped";
  return `it needs ${name}${nameOwner(need.plugin)}, which ${how}${reason === undefined ? "" : `: ${reason}`}`;
}

export function skippedEnd(
  unit: RunnerUnit,
  code: string,
  reason: string,
): { readonly report: RunnerReport; readonly hasValue: false } {
  const { name, phase } = unit.definition;
  return {
    report: { name, phase, plugin: unit.plugin, state: "skipped", attempts: 0, milliseconds: 0, reason, code },
    hasValue: false,
  };
}
