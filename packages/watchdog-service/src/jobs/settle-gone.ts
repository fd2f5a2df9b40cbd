import { jobJournalPath } from "@rigline/manifest";
import { isThere } from "../watch/is-gone.js";
import { recordCancelled } from "./cancel-job.js";
import { abandonedBy } from "./find-orphans.js";
import type { GoneJob } from "./gone-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import { hasJournal } from "./is-deleted.js";
import type { Leftovers } from "./leftovers.js";
import type { SubmittedRecord } from "./submit-hand-off.js";

/**
 * Brings a job to its end whose manifest is no longer in the flag folder, while it ran, while it waited or while no daemon
 * ran, by one rule: what is submitted has been archived, and only its record is missing; what is not was deleted, which
 * cancels it. One that is back, or that was only not seen for a moment while it was written anew, is left to be taken
 * afresh. Done again, it goes on where it failed. `answer`: of a service, and not in the journal yet.
 */
export async function settleGone(
  parts: DaemonParts,
  job: GoneJob,
  leftovers: Leftovers,
  signal: AbortSignal,
  answer?: SubmittedRecord,
): Promise<void> {
  const { manifest, digest, name } = job;
  if (!hasJournal(parts, manifest) || isThere(parts.disk, manifest)) return;
  const journal = parts.openJournal(jobJournalPath(parts.settings.flagFolder, manifest));
  try {
    if (answer !== undefined && journal.history().state.submission === undefined) journal.append(answer);
    if (journal.history().state.submission !== undefined) {
      const { completeFolder } = parts.settings;
      // Finds what is archived, and flushes it: the attempt before may have failed at just that.
      const to = await parts.pool.run({ kind: "archive", manifest, digest, completeFolder }, { signal });
      // Undefined: it is nowhere, so somebody took it away after the work was done.
      if (to === undefined) return;
      journal.append({ type: "archived", to });
      parts.report({ event: "archived", job: name, to });
      return;
    }
    recordCancelled(parts, journal, manifest);
  } finally {
    journal.close();
  }
  leftovers.clear(abandonedBy(parts, manifest));
}
