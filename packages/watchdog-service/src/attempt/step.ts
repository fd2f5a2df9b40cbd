import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { FollowedCopy } from "../follow/followed-copy.js";
import type { JobJournal } from "../jobs/job-journal.js";
import type { Job } from "../jobs/job.js";
import type { PlanAsks } from "../work/work-order.js";
import type { HeldOutcomes } from "./held-outcomes.js";

export type Step = "begin" | "publish" | "gather" | "submit" | "announce" | "copies" | "delete source" | "archive";

/** How an attempt stands with those beside it. */
export interface AttemptCourse {
  /** Told before each step: a failure can say where it was, and who only waits for an answer takes no place of the data. */
  readonly onStep: (step: Step) => void;
  /** Whether the service may be asked now; if not, the job comes back for that. */
  readonly mayAsk: () => boolean;
  /** By which the service finds what asks it; absent: by what the manifest names. */
  readonly traceparent?: () => string;
}

/** A job with what is needed to do something with it. */
export interface JobAttempt {
  readonly parts: DaemonParts;
  readonly job: Job;
  readonly journal: JobJournal;
  readonly signal: AbortSignal;
}

/** One attempt at one job, and what its steps need. */
export interface Attempt extends JobAttempt {
  /** Of this process; lasts longer than one attempt. */
  readonly held: HeldOutcomes;
  readonly course: AttemptCourse;
  /** What was copied of the session while it ran; absent: nothing. */
  readonly followed?: FollowedCopy;
}

/** What a worker plans from. */
export function planAsks({ parts, job }: Pick<Attempt, "parts" | "job">): PlanAsks {
  const { flagFolder, completeFolder } = parts.settings;
  return { request: job.request, queue: { flagFolder, completeFolder } };
}
