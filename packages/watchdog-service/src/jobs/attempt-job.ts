import { messageOf } from "@rigline/foundation/errors";
import { jobJournalPath } from "@rigline/manifest";
import { backOffMs } from "../errors/back-off.js";
import type { AttemptCourse } from "./attempt.js";
import type { DaemonParts } from "./daemon-parts.js";
import { dueIn } from "./due.js";
import type { HandOff } from "./hand-off.js";
import { hasJournal } from "./is-deleted.js";
import { forManifest } from "./job-journal.js";
import { performAttempt, type AttemptEnd } from "./perform-attempt.js";
import type { HeldOutcomes } from "./submit-hand-off.js";

/** One attempt with the job's journal open for it. Never rejects. */
export async function attemptJob(
  parts: DaemonParts,
  handOff: HandOff,
  held: HeldOutcomes,
  signal: AbortSignal,
  course: AttemptCourse,
): Promise<AttemptEnd> {
  // Lets the caller note that it runs before anything happens.
  await Promise.resolve();
  const { clock, settings, report, random } = parts;
  try {
    // Another one would be begun where the flag folder was.
    if (!hasJournal(parts, handOff.manifest)) return { kind: "forgotten" };
    const journal = parts.openJournal(jobJournalPath(settings.flagFolder, handOff.manifest));
    try {
      return await performAttempt(parts, handOff, forManifest(journal, handOff.digest), held, signal, course);
    } finally {
      journal.close();
    }
  } catch (error) {
    // The journal itself can't be written: nothing is done that it could not tell, and later it may.
    const wait = backOffMs(settings.retry, settings.fewAttempts, random());
    report({ event: "notice", job: handOff.request.name, message: messageOf(error) });
    return { kind: "waiting", handOff, due: dueIn(wait, clock), retrying: true, needs: "data" };
  }
}
