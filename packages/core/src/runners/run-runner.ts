import { adviceOf, inSession, messageOf, RiglineError, whyOf } from "@rigline/foundation/errors";
import { attemptRunner, type RunnerOutcome } from "./attempt-runner.js";
import { decideOnFailure, type FailureDecision } from "./decide-on-failure.js";
import type { PhaseParts, PhaseRun } from "./phase-parts.js";
import type { ReportDetail, RunnerReport } from "../session/runner-report.js";
import { runnerError } from "./runner-errors.js";
import type { RunnerEnd, RunnerUnit } from "./runner-unit.js";

const ONCE = { attempts: 1, firstDelayMs: 0, maxDelayMs: 0 };

/** Runs a runner with its policy until it is done or has failed for good, and records it. Never rejects. */
export async function runRunner(unit: RunnerUnit, parts: PhaseParts): Promise<void> {
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
