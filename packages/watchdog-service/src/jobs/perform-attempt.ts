import { RiglineError } from "@rigline/foundation/errors";
import type { AttemptCourse, Step } from "./attempt.js";
import type { DaemonParts } from "./daemon-parts.js";
import { dueIn } from "./due.js";
import { endAttempt } from "./end-attempt.js";
import type { HandOff } from "./hand-off.js";
import type { IdleState } from "./job-entry.js";
import { isDeleted } from "./is-deleted.js";
import type { JobJournal } from "./job-journal.js";
import { runAttempt } from "./run-attempt.js";
import type { HeldOutcomes } from "./submit-hand-off.js";

/** Why an attempt is broken off from outside. */
export type AbortReason = "stop" | "deleted" | "replaced";

/**
 * What an attempt leads to. `forgotten`: the manifest is to be looked at afresh; `gone`: it is no longer in the flag folder,
 * and what that means is still to be settled.
 */
export type AttemptEnd = IdleState | { readonly kind: "complete" | "forgotten" | "gone" };

/** One attempt from opening the journal to the record of how it ended. Throws only when the journal can't be written. */
export async function performAttempt(
  parts: DaemonParts,
  handOff: HandOff,
  journal: JobJournal,
  held: HeldOutcomes,
  signal: AbortSignal,
  course: AttemptCourse,
): Promise<AttemptEnd> {
  let step: Step = "begin";
  const onStep = (next: Step): void => course.onStep((step = next));
  try {
    if (await runAttempt({ parts, handOff, journal, held, signal, course: { ...course, onStep } }))
      return { kind: "complete" };
    return { kind: "waiting", handOff, due: dueIn(0, parts.clock), retrying: false, needs: "service" };
  } catch (error) {
    const deleted = signal.aborted ? signal.reason === "deleted" : isDeleted(parts, handOff.manifest);
    if (deleted) return { kind: "gone" };
    if (signal.aborted || isReplaced(error)) return { kind: "forgotten" };
    const end = endAttempt(parts, handOff, journal, step, error);
    held.forgetFailure(handOff);
    return end;
  }
}

function isReplaced(error: unknown): boolean {
  return error instanceof RiglineError && error.code === "JOB_CANCELLED";
}
