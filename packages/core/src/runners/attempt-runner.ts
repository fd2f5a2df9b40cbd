import { asText } from "@rigline/foundation/errors";
import { keepResult, type KeptResult } from "./keep-result.js";
import type { PhaseParts } from "./phase-parts.js";
import { runAttempt, type AttemptEnd } from "./run-attempt.js";
import type { NeedResults, RunnerContext, RunnerNeeds } from "./runner-handle.js";
import type { ReportDetail } from "../session/runner-report.js";
import { createProgress } from "./runner-progress.js";
import type { RunnerUnit } from "./runner-unit.js";

export type RunnerOutcome =
  | { readonly ok: true; readonly result: KeptResult }
  /** `final`: another attempt would run beside this one, or fail alike. */
  | { readonly ok: false; readonly error: unknown; readonly final: boolean };

/** The experiment's own grace period by default, and a little more. */
const DEFAULT_GRACE_MS = 15_000;

/** One attempt of a runner, recorded; what it reports goes into `details`. Never rejects. */
export async function attemptRunner(
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
    onWaiting: (seconds) =>
      parts.events.emit("runner.progress", {
        runner: name,
        text: `was asked to end; it is waited for ${seconds} s longer`,
      }),
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

function readNeeds(needs: RunnerNeeds): AttemptEnd {
  try {
    return { ok: true, value: Object.fromEntries(Object.entries(needs).map(([key, need]) => [key, need.result()])) };
  } catch (error) {
    return { ok: false, error };
  }
}
