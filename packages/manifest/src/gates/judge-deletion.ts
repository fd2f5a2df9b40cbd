import type { GateName } from "@rigline/foundation/status";
import { type GateOptions, judgeGates, type JudgedJob, type SourceLook } from "./judge-gates.js";

/** Whether a session's data may be deleted at the rig. `why` not: one phrase. */
export type DeletionVerdict = { readonly mayDelete: true } | { readonly mayDelete: false; readonly why: string };

/**
 * The one rule for "safe to delete", for `rigline status`, the page, the daemon and whatever deletes: each gate that is needed
 * (`judgeGates`) is passed.
 */
export function judgeDeletion(
  job: JudgedJob,
  when: GateOptions["when"],
  source: SourceLook | undefined,
): DeletionVerdict {
  const why = firstLacking(job, { when, source });
  return why === undefined ? { mayDelete: true } : { mayDelete: false, why };
}

/** What is to come before the source matters, one phrase; undefined: nothing. */
export function whatIsLacking(job: JudgedJob, when: GateOptions["when"]): string | undefined {
  return firstLacking(job, { when, source: { isHandedOff: true } });
}

const OF_COPIES: readonly GateName[] = ["inventory complete", "copies verified", "flushed"];

/** What keeps the copies from being as good as they are needed, whatever becomes of the job, one phrase; undefined: nothing. */
export function whatCopiesLack(
  job: JudgedJob,
  { readsBack = false }: Pick<GateOptions, "readsBack"> = {},
): string | undefined {
  return firstLacking(job, { when: "accepted", source: undefined, readsBack }, OF_COPIES);
}

function firstLacking(job: JudgedJob, options: GateOptions, among?: readonly GateName[]): string | undefined {
  return judgeGates(job, options).find(
    ({ gate, state, needed }) => needed && state !== "passed" && (among?.includes(gate) ?? true),
  )?.evidence;
}
