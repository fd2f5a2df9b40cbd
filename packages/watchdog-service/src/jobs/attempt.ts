import type { PlanAsks } from "../work/work-order.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { HandOff } from "./hand-off.js";
import type { JobJournal } from "./job-journal.js";
import type { HeldOutcomes } from "./submit-hand-off.js";

export type Step = "begin" | "publish" | "submit" | "delete source" | "archive";

/** How an attempt stands with those beside it. */
export interface AttemptCourse {
  /** Told before each step: a failure can say where it was, and who only waits for an answer takes no place of the data. */
  readonly onStep: (step: Step) => void;
  /** Whether the service may be asked now; if not, the job comes back for that. */
  readonly mayAsk: () => boolean;
}

/** One attempt at one job, and what its steps need. */
export interface Attempt {
  readonly parts: DaemonParts;
  readonly handOff: HandOff;
  readonly journal: JobJournal;
  readonly signal: AbortSignal;
  /** Of this process; lasts longer than one attempt. */
  readonly held: HeldOutcomes;
  readonly course: AttemptCourse;
}

/** What a worker plans from. */
export function planAsks({ parts, handOff }: Pick<Attempt, "parts" | "handOff">): PlanAsks {
  const { flagFolder, completeFolder } = parts.settings;
  return { request: handOff.request, queue: { flagFolder, completeFolder } };
}
