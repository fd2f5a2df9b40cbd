import type { RunnerPhase, RunnerReport, ReportDetail } from "../session/session-record.js";
import type { PhaseParts, PhaseRun } from "./phase-parts.js";
import type { SessionOutcome } from "../session/session.js";
import { decideOnFailure, type FailureDecision } from "./decide-on-failure.js";
import { LAUNCHER, nameOwner, type RunnerEnd, type RunnerUnit } from "./runner-unit.js";
import { adviceOf, inSession, messageOf, RiglineError, whyOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { attemptRunner, type RunnerOutcome } from "./attempt-runner.js";
import { runnerError } from "./runner-errors.js";

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
  await Promise.all([...unit.needs, ...unit.after].map((one) => one.handle.settled));
  const skip = reasonToSkip(unit, parts);
  if (skip === undefined) await runRunner(unit, parts);
  else parts.settle(unit, await endSkipped(unit, skip, parts));
}

async function endSkipped(
  unit: RunnerUnit,
  { code, reason, unmet = false, tolerated = false }: Skip,
  parts: PhaseParts,
): Promise<RunnerEnd> {
  const end = skippedEnd(unit, code, reason);
  if (tolerated) return { ...end, report: { ...end.report, tolerated } };
  if (!unmet) return end;
  const decision = await decideOnFailure(unit, parts, { what: `was skipped: ${reason}`, mayRetry: false, asked: 0 });
  return decision === "continue" ? { ...end, report: { ...end.report, tolerated: true } } : end;
}

interface Skip {
  readonly code: string;
  readonly reason: string;
  /** What it needs is missing: a misfortune, about which its policy says something. */
  readonly unmet?: boolean;
  /** The session goes well without it. */
  readonly tolerated?: boolean;
}

function reasonToSkip(unit: RunnerUnit, { run }: PhaseParts): Skip | undefined {
  const unmet = unit.needs.find((need) => need.handle.state !== "done");
  if (unmet !== undefined) {
    const code = codeOfUnmet(unmet);
    return { code, reason: describeUnmet(unmet), unmet: code !== "RUNNER_NOT_WANTED" };
  }
  // Of a plugin, it may be the experiment itself, with the hardware that it moves.
  const isExperiment = unit.definition.phase === "session" && unit.plugin !== LAUNCHER;
  if (run.session.simulated === true && (isExperiment || unit.definition.simulated === "skip"))
    return { code: "RUNNER_NOT_WANTED", reason: "the session is simulated", tolerated: true };
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

const ONCE = { attempts: 1, firstDelayMs: 0, maxDelayMs: 0 };

/** Runs a runner with its policy until it is done or has failed for good, and records it. Never rejects. */
async function runRunner(unit: RunnerUnit, parts: PhaseParts): Promise<void> {
  const { definition } = unit;
  const { clock } = parts;
  const began = clock.monotonic();
  const details: ReportDetail[] = [];
  const retry = definition.retry ?? ONCE;
  unit.start();
  let attempts = 0;
  let asked = 0;
  let decision: FailureDecision;
  let last: RunnerOutcome;
  do {
    attempts += 1;
    details.length = 0;
    last = await attemptRunner(unit, parts, attempts, details);
    decision = await decide(last);
  } while (decision === "retry");
  parts.settle(unit, describeEnd(last), last.ok ? last.result : undefined);

  async function decide(outcome: RunnerOutcome): Promise<FailureDecision> {
    if (outcome.ok) return "continue";
    if (await shallRetry(outcome)) return "retry";
    const what = `failed: ${messageOf(outcome.error)}`;
    const decided = await decideOnFailure(unit, parts, { what, mayRetry: !outcome.final, asked });
    asked += 1;
    return decided;
  }

  async function shallRetry({ error, final }: Extract<RunnerOutcome, { ok: false }>): Promise<boolean> {
    if (final || attempts >= retry.attempts || parts.run.signal.aborted) return false;
    mark("runner: one that failed is tried again");
    const delay = Math.min(retry.firstDelayMs * 2 ** (attempts - 1), retry.maxDelayMs);
    parts
      .logOf(unit)
      .warning(
        `runner ${definition.name} failed (attempt ${attempts} of ${retry.attempts}), again in ${delay} ms: ${messageOf(error)}`,
      );
    return clock.sleep(delay, parts.run.signal).then(
      () => true,
      () => false,
    );
  }

  function describeEnd(outcome: RunnerOutcome): RunnerEnd {
    const report: RunnerReport = {
      name: definition.name,
      phase: definition.phase,
      plugin: unit.plugin,
      state: outcome.ok ? "done" : "failed",
      attempts,
      milliseconds: Math.round(clock.monotonic() - began),
      ...(outcome.ok ? {} : describeFailure(outcome.error, parts.run)),
      ...(outcome.ok || decision !== "continue" ? {} : { tolerated: true }),
      ...(details.length === 0 ? {} : { details: [...details] }),
    };
    return outcome.ok
      ? { report, value: outcome.result.value, hasValue: true }
      : { report, hasValue: false, error: outcome.error };
  }
}

function describeFailure(
  error: unknown,
  { signal, session }: Pick<PhaseRun, "signal" | "session">,
): Pick<RunnerReport, "reason" | "code" | "why" | "todo"> {
  const blanks = inSession(session.name);
  // "The operation was aborted" says nothing of why.
  if (signal.aborted && error instanceof Error && error.name === "AbortError")
    return { reason: messageOf(signal.reason), code: "RUNNER_ABORTED", todo: adviceFor("RUNNER_ABORTED") };
  if (!(error instanceof RiglineError))
    return { reason: messageOf(error), code: "RUNNER_FAILED", todo: adviceFor("RUNNER_FAILED") };
  const why = whyOf(error);
  return {
    reason: error.message,
    code: error.code,
    ...(why === undefined ? {} : { why }),
    todo: adviceOf(error, blanks),
  };

  function adviceFor(code: keyof typeof runnerError.table): string {
    return adviceOf(runnerError(code, { what: "" }), blanks);
  }
}
