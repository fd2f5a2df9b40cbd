import { RiglineError } from "@rigline/core/errors";
import { backOffMs } from "../errors/back-off.js";
import { RetryLater } from "../errors/retry-later.js";
import { retryRule } from "../errors/retry-rules.js";
import type { Step } from "./attempt.js";
import { AWAY_MS, destinationTrouble } from "./away-destinations.js";
import { jobError } from "./job-errors.js";
import type { DaemonParts } from "./daemon-parts.js";
import { dueIn } from "./due.js";
import type { HandOff } from "./hand-off.js";
import type { IdleState } from "./job-entry.js";
import type { JobJournal } from "./job-journal.js";
import { describe, park } from "./park.js";

/** What a failed attempt leads to: another one later, or the job is parked. Recorded and reported. */
export function endAttempt(
  parts: DaemonParts,
  handOff: HandOff,
  journal: JobJournal,
  step: Step,
  thrown: unknown,
): IdleState {
  const { clock, settings, report, random } = parts;
  const error = toCoded(thrown);
  const attempt = journal.history().failures + 1;
  const rule = retryRule(error.code);
  if (rule === "never" || (rule === "few" && attempt >= settings.fewAttempts)) {
    park(parts, journal, handOff.manifest, error);
    return { kind: "parked" };
  }
  const asked = thrown instanceof RetryLater ? (thrown.notBefore?.getTime() ?? 0) - clock.now().getTime() : 0;
  const trouble = destinationTrouble(error.code);
  const backOff = backOffMs(settings.retry, attempt, random());
  const wait = Math.max(trouble === undefined ? backOff : Math.min(backOff, AWAY_MS), asked);
  const retryAt = new Date(clock.now().getTime() + wait).toISOString();
  const message = describe(error);
  journal.append({ type: "attemptFailed", step, code: error.code, message, attempt, retryAt });
  report({ event: "failed", job: handOff.request.name, step, code: error.code, message, attempt, retryAt });
  const needs = step === "submit" ? "service" : "data";
  return {
    kind: "waiting",
    handOff,
    due: dueIn(wait, clock),
    retrying: true,
    needs,
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function toCoded(thrown: unknown): RiglineError {
  if (thrown instanceof RetryLater) return thrown.error;
  if (thrown instanceof RiglineError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return jobError("STEP_FAILED", { what: `a step failed: ${message}`, cause: thrown });
}
