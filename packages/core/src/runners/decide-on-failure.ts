import { messageOf } from "@rigline/foundation/errors";
import type { PickQuestion } from "../ui/questions.js";
import type { PhaseParts } from "./phase-parts.js";
import type { RunnerPhase } from "../session/session-record.js";
import type { RunnerUnit } from "./runner-unit.js";

/** `continue`: it does not count. `abort`: it does. */
export type FailureDecision = "retry" | "continue" | "abort";

export interface RunnerFailure {
  /** `failed: …` or `was skipped: …`. */
  readonly what: string;
  /** False where another attempt would run beside this one, or fail alike. */
  readonly mayRetry: boolean;
  /** How often the person has been asked about this runner. */
  readonly asked: number;
}

/**
 * What a failure means, by the runner's policy. A person who is asked may have it tried again; where nobody can be asked,
 * the failure counts. Never rejects.
 */
export async function decideOnFailure(
  { definition }: RunnerUnit,
  { ui, run, log }: PhaseParts,
  failure: RunnerFailure,
): Promise<FailureDecision> {
  const { name, phase, onFailure = "abort" } = definition;
  // Whoever ended the session has decided.
  if (run.signal.aborted) return "abort";
  if (onFailure !== "ask") return onFailure;
  const question = askAbout(name, phase, failure);
  try {
    if (ui === undefined) throw new Error("there is nobody to ask");
    return (await ui.pick(question)) as FailureDecision;
  } catch (error) {
    log.warning(`runner ${name} ${failure.what}; that counts, since nobody has decided otherwise: ${messageOf(error)}`);
    return "abort";
  }
}

function askAbout(name: string, phase: RunnerPhase, { what, mayRetry, asked }: RunnerFailure): PickQuestion {
  const again = { value: "retry", label: "Try it again" };
  const counts =
    phase === "postSession"
      ? "Leave it: `rigline resume` runs it again"
      : phase === "session"
        ? "Let the session fail"
        : "End the session before the experiment";
  return {
    // Its own key each time: an answer given beforehand, `retry`, must not be taken for ever.
    key: `${name}.on_failure${asked === 0 ? "" : `.${asked + 1}`}`,
    message: `Runner ${name} ${what}. What now?`,
    // What was right for another failure is no advice for this one.
    remember: "never",
    choices: [
      ...(mayRetry ? [again] : []),
      { value: "abort", label: counts },
      { value: "continue", label: "Go on without it" },
    ],
    // Not the answer of the last time: that was another failure.
    initial: mayRetry ? "retry" : "abort",
  };
}
