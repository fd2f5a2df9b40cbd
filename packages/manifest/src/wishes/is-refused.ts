import type { JobState } from "../job/job-state.js";

/** The codes with which a job is parked that its transfer service has not taken. */
const REFUSALS: readonly string[] = ["SUBMIT_REFUSED", "SUBMIT_WITH_ERRORS"];

/** Whether a job's data are at their destination, and the transfer service said no to the job. */
export function isRefused({ step, published, submission, parkedCode, held }: JobState): boolean {
  const isParked = step === "parked" && held === undefined && REFUSALS.includes(parkedCode ?? "");
  return isParked && published !== undefined && submission === undefined;
}
