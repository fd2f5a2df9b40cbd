import type { Attempt } from "./attempt.js";
import { deleteSource } from "./delete-source.js";
import { publishHandOff } from "./publish-hand-off.js";
import { submitHandOff } from "./submit-hand-off.js";

/**
 * Takes a job from where its journal says it stands to its end: publish, submit, delete the source if asked, archive. A
 * step is recorded when it is done and found again when it was done and not recorded, so a crash between any two
 * instructions costs no more than doing one step's check again. False: the service has to be asked, and may not be yet.
 */
export async function runAttempt(attempt: Attempt): Promise<boolean> {
  const { handOff, journal, course } = attempt;
  const { onStep } = course;
  if (journal.history().state.published === undefined) {
    onStep("publish");
    await publishHandOff(attempt);
  }
  if (journal.history().state.submission === undefined) {
    if (!course.mayAsk()) return false;
    onStep("submit");
    await submitHandOff(attempt);
  }
  if (handOff.deleteSource && !journal.history().sourceDeleted) {
    onStep("delete source");
    await deleteSource(attempt);
  }
  onStep("archive");
  await archive(attempt);
  return true;
}

async function archive({ parts, handOff, journal, signal }: Attempt): Promise<void> {
  const { pool, settings, report } = parts;
  const { manifest, digest } = handOff;
  const { completeFolder } = settings;
  const to = await pool.run({ kind: "archive", manifest, digest, completeFolder }, { signal });
  if (to === undefined) return;
  journal.append({ type: "archived", to });
  report({ event: "archived", job: handOff.request.name, to });
}
