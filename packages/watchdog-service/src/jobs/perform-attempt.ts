import { RiglineError } from "@rigline/core/errors";
import { recordCancelled } from "./cancel-job.js";
import type { DaemonParts } from "./daemon-parts.js";
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
 * What an attempt leads to. `forgotten`: the manifest is to be looked at afresh; `cancelled`: it was deleted, and what was
 * copied so far is still there.
 */
export type AttemptEnd = IdleState | { readonly kind: "complete" | "forgotten" | "cancelled" };

/** One attempt from opening the journal to the record of how it ended. Throws only when the journal can't be written. */
export async function performAttempt(
  parts: DaemonParts,
  handOff: HandOff,
  journal: JobJournal,
  held: HeldOutcomes,
  signal: AbortSignal,
): Promise<AttemptEnd> {
  let step = "begin";
  try {
    await runAttempt({ parts, handOff, journal, held, signal, onStep: (next) => (step = next) });
    return { kind: "complete" };
  } catch (error) {
    const deleted = signal.aborted ? signal.reason === "deleted" : isDeleted(parts, handOff.manifest);
    if (deleted) {
      recordCancelled(parts, journal, handOff.manifest);
      return { kind: "cancelled" };
    }
    if (signal.aborted || isReplaced(error)) return { kind: "forgotten" };
    const end = endAttempt(parts, handOff, journal, step, error);
    held.forgetFailure(handOff);
    return end;
  }
}

function isReplaced(error: unknown): boolean {
  return error instanceof RiglineError && error.code === "JOB_CANCELLED";
}
