import type { PlanAsks } from "../work/work-order.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { HandOff } from "./hand-off.js";
import type { JobJournal } from "./job-journal.js";
import type { HeldOutcomes } from "./submit-hand-off.js";

/** One attempt at one job, and what its steps need. */
export interface Attempt {
  readonly parts: DaemonParts;
  readonly handOff: HandOff;
  readonly journal: JobJournal;
  readonly signal: AbortSignal;
  /** Of this process; lasts longer than one attempt. */
  readonly held: HeldOutcomes;
  /** Told before each step, so that a failure can say where it was. */
  readonly onStep: (step: string) => void;
}

/** What a worker plans from. */
export function planAsks({ parts, handOff }: Pick<Attempt, "parts" | "handOff">): PlanAsks {
  const { flagFolder, completeFolder } = parts.settings;
  return { request: handOff.request, queue: { flagFolder, completeFolder } };
}
