import type { JobState } from "./job-state.js";
import type { SeenJob } from "./describe-job.js";

/**
 * Somebody took the manifest away before its work was done, and did not say that it is not wanted. One that is gone once the
 * job is submitted is being archived.
 */
export function isWithdrawn({ manifest, state }: Pick<SeenJob, "manifest" | "state">): boolean {
  if (isCancelledByPerson(state)) return false;
  return manifest === "gone" && state?.submission === undefined && state?.step !== "complete";
}

/** Somebody took the manifest away when its data had arrived: nothing but the manifest itself brings the job on. */
export function isTakenAway(state: JobState | undefined): boolean {
  return state?.step === "parked" && state.failure?.code === "MANIFEST_TAKEN_AWAY";
}

/** Somebody said that it is not wanted, or took the manifest away before its job was done and the daemon has noticed. */
export function isCancelled(state: JobState | undefined): boolean {
  return state?.step === "cancelled";
}

/** Who has cancelled it, and why, is on record; false: nobody has said so. */
export function isCancelledByPerson(state: JobState | undefined): boolean {
  return state?.cancelled?.by !== undefined;
}
