import { messageOf, RiglineError } from "@rigline/foundation/errors";
import type { RunnerReport } from "../session/session-record.js";
import type { RestoredSession } from "../session/restore-session.js";
import type { SessionOutcome } from "../session/session.js";
import { EXPERIMENT } from "./experiment-stages.js";

/** What the experiment came to. */
export interface SessionEnding {
  readonly outcome: SessionOutcome;
  /** Why it failed or was aborted, one sentence. */
  readonly reason?: string;
}

/** What a journal says of it; an experiment that never settled has failed. */
export function endingOf({ outcome, reason }: RestoredSession): SessionEnding {
  return { outcome: outcome ?? "failed", ...(reason === undefined ? {} : { reason }) };
}

/** A step before the experiment went wrong. */
export function endingOfError(error: unknown, signal: AbortSignal): SessionEnding {
  if (signal.aborted) return { outcome: "aborted", reason: messageOf(signal.reason) };
  // Ctrl+C at a question ends the session as Ctrl+C does elsewhere.
  const cancelled = error instanceof RiglineError && error.exit === "aborted";
  return { outcome: cancelled ? "aborted" : "failed", reason: messageOf(error) };
}

/** Undefined: all of the phase went well. `when` is a few words about the phase, or nothing. */
export function endingOfPhase(
  reports: readonly RunnerReport[],
  signal: AbortSignal,
  when: string,
): SessionEnding | undefined {
  if (signal.aborted) return { outcome: "aborted", reason: messageOf(signal.reason) };
  const counting = reports.filter((report) => report.tolerated !== true);
  const bad = counting.find(({ state }) => state === "failed") ?? counting.find(({ state }) => state === "skipped");
  if (bad === undefined) return undefined;
  // Its own words say which stage it is.
  const isExperiment = bad.name === EXPERIMENT || bad.code?.startsWith("EXPERIMENT_") === true;
  const what = isExperiment ? "" : `runner ${bad.name} ${bad.state}${when === "" ? "" : ` ${when}`}: `;
  const outcome = bad.code === "PROMPT_CANCELLED" ? "aborted" : "failed";
  return { outcome, reason: `${what}${bad.reason ?? "it gave no reason"}` };
}
