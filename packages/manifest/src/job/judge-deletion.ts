import { copiesOf, whatCopyLacks } from "../further/further-copies.js";
import type { SeenJob } from "./describe-job.js";
import { describeDamage } from "./describe-damage.js";

/** From when on what lies at the rig may be deleted: when the service took the job, or when it has processed it. */
export const SAFE_WHEN = ["accepted", "processed"] as const;
export type SafeWhen = (typeof SAFE_WHEN)[number];

/** What was found where the data were recorded. Undefined: nobody has looked. */
export type SourceLook =
  /** Each file in the session's folder is, by time and size, what was handed off; `.rigline` is not looked into. */
  | { readonly isHandedOff: true }
  /** `why`: what is only there, or can't be told, one phrase. */
  | { readonly isHandedOff: false; readonly why: string };

const NOT_AT_END = "the job is not at its end";

/** Whether a session's data may be deleted at the rig. `why` not: one phrase. */
export type DeletionVerdict = { readonly mayDelete: true } | { readonly mayDelete: false; readonly why: string };

/**
 * The one rule for "safe to delete", for `rigline status`, `rigline sessions` and whatever deletes: a daemon of Rigline read every
 * byte back at the destination and found it equal, on a device that flushes, and nobody has found it otherwise since; the job is at its
 * end, accepted by the transfer service, or processed by it where `when` says so, or the manifest names no service; the service tells
 * of no failure; each further copy that is needed is there as well, as verified as the first, and one that nobody has looked at is
 * not; and all that is in the session's folder now is what was handed off.
 */
export function judgeDeletion(
  job: Pick<SeenJob, "state" | "copies">,
  when: SafeWhen,
  source: SourceLook | undefined,
): DeletionVerdict {
  const why = whatIsLacking(job, when);
  if (why !== undefined) return { mayDelete: false, why };
  if (source === undefined) return { mayDelete: false, why: "nobody has looked whether it was changed since" };
  return source.isHandedOff ? { mayDelete: true } : { mayDelete: false, why: source.why };
}

/** What is to come before the source matters, one phrase; undefined: nothing. */
export function whatIsLacking(job: Pick<SeenJob, "state" | "copies">, when: SafeWhen): string | undefined {
  return whatFirstLacks(job, when) ?? whatCopiesLack(job);
}

function whatCopiesLack(job: Pick<SeenJob, "state" | "copies">): string | undefined {
  for (const copy of copiesOf(job)) {
    const why = copy.needed ? whatCopyLacks(copy) : undefined;
    if (why !== undefined) return why;
  }
  return undefined;
}

function whatFirstLacks(job: Pick<SeenJob, "state" | "copies">, when: SafeWhen): string | undefined {
  const { state } = job;
  if (state?.published === undefined) return "no daemon of Rigline has verified the copy";
  const { published, submission, upload, step, verification } = state;
  if (verification?.isWhole === false) return describeDamage(verification);
  if (published.flushed === false) return "the share has no flush, so a power cut of its server could take the copy";
  if (submission === undefined) return "the transfer service has not taken the job";
  // One that waits for a further copy says so itself.
  if (step !== "complete") return whatCopiesLack(job) ?? NOT_AT_END;
  if (submission.endpoint === null) return undefined;
  if (upload?.state === "failed") return "its upload has failed";
  if (when === "processed" && upload?.state !== "success")
    return "the transfer service has not told that it is processed";
  return undefined;
}
