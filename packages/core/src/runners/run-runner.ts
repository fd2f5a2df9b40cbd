import { messageOf, RiglineError, whyOf } from "../errors/index.js";
import { asText } from "../platform/as-text.js";
import { keepResult, type KeptResult } from "./keep-result.js";
import type { PhaseParts } from "./phase-parts.js";
import { createProgress } from "./runner-progress.js";
import { runAttempt, type AttemptEnd } from "./run-attempt.js";
import type { NeedResults, ReportDetail, RunnerContext, RunnerNeeds, RunnerReport } from "./runner-handle.js";
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
  let last: RunnerOutcome;
  do {
    attempts += 1;
    if (attempts > 1) details.length = 0;
    last = await attemptOnce(unit, parts, attempts, details);
  } while (await shallRetry(last, attempts));
  parts.settle(unit, describeEnd(last), last.ok ? last.result : undefined);

  async function shallRetry(outcome: RunnerOutcome, attempt: number): Promise<boolean> {
    if (outcome.ok || outcome.final || attempt >= retry.attempts || parts.run.signal.aborted) return false;
    const delay = Math.min(retry.firstDelayMs * 2 ** (attempt - 1), retry.maxDelayMs);
    parts
      .logOf(unit)
      .warning(
        `runner ${definition.name} failed (attempt ${attempt} of ${retry.attempts}), again in ${delay} ms: ${messageOf(outcome.error)}`,
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
      ...(outcome.ok ? {} : describeFailure(outcome.error)),
      ...(details.length === 0 ? {} : { details: [...details] }),
    };
    return outcome.ok
      ? { report, value: outcome.result.value, hasValue: true }
      : { report, hasValue: false, error: outcome.error };
  }
}

function describeFailure(error: unknown): Pick<RunnerReport, "reason" | "code" | "why" | "todo"> {
  if (!(error instanceof RiglineError)) return { reason: messageOf(error) };
  const why = whyOf(error);
  return { reason: error.message, code: error.code, ...(why === undefined ? {} : { why }), todo: error.todo };
}

type RunnerOutcome =
  | { readonly ok: true; readonly result: KeptResult }
  /** `final`: another attempt would run beside this one, or fail alike. */
  | { readonly ok: false; readonly error: unknown; readonly final: boolean };

async function attemptOnce(
  unit: RunnerUnit,
  parts: PhaseParts,
  attempt: number,
  details: ReportDetail[],
): Promise<RunnerOutcome> {
  const { definition, plugin } = unit;
  const { name, phase } = definition;
  parts.record({ type: "runnerStarted", runner: name, phase, plugin, attempt });
  parts.events.emit("runner.started", { runner: name, phase, attempt });
  const log = parts.logOf(unit);
  const needs = readNeeds(definition.needs ?? {});
  if (!needs.ok) return { ...needs, final: true };
  const progress = createProgress(name, parts);
  const end = await runAttempt({
    what: `runner ${name}`,
    clock: parts.clock,
    signal: parts.run.signal,
    timeoutMs: definition.timeoutMs,
    graceMs: definition.graceMs ?? parts.run.graceMs ?? DEFAULT_GRACE_MS,
    onLate: (message) => log.warning(message),
    run: (signal) =>
      definition.run({
        needs: needs.value as NeedResults<RunnerNeeds>,
        session: parts.run.session,
        outcome: parts.run.outcome,
        signal,
        log,
        attempt,
        progress: progress.tell,
        report: (label, value) => void details.push({ label: asText(label), value: asText(value) }),
      } satisfies RunnerContext<RunnerNeeds>),
  });
  progress.stop();
  if (!end.ok) return { ok: false, error: end.error, final: end.abandoned === true };
  try {
    return { ok: true, result: keepResult(definition, end.value) };
  } catch (error) {
    return { ok: false, error, final: true };
  }
}

/** The experiment's own grace period by default, and a little more. */
const DEFAULT_GRACE_MS = 15_000;

function readNeeds(needs: RunnerNeeds): AttemptEnd {
  try {
    return { ok: true, value: Object.fromEntries(Object.entries(needs).map(([key, need]) => [key, need.result()])) };
  } catch (error) {
    return { ok: false, error };
  }
}
