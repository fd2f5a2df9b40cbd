import { messageOf } from "@rigline/core/errors";
import { jobJournalPath } from "@rigline/manifest";
import { backOffMs } from "../errors/back-off.js";
import { recordCancelled } from "./cancel-job.js";
import type { GoneJob } from "./gone-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import { hasJournal } from "./is-deleted.js";
import type { Leftovers } from "./leftovers.js";
import type { SubmittedRecord } from "./submit-hand-off.js";

/** After so many, the next start of the daemon does it. */
const ARCHIVE_ATTEMPTS = 3;

/**
 * Brings a job to its end whose manifest is no longer in the flag folder, while it ran, while it waited or while no daemon
 * ran, by one rule: what is submitted has been archived, and only its record is missing; what is not was deleted, which
 * cancels it. `answer`: of a service, and not in the journal yet.
 */
export async function settleGone(
  parts: DaemonParts,
  job: GoneJob,
  leftovers: Leftovers,
  signal: AbortSignal,
  answer?: SubmittedRecord,
): Promise<void> {
  const { manifest, name } = job;
  if (!hasJournal(parts, manifest)) return;
  const journal = parts.openJournal(jobJournalPath(parts.settings.flagFolder, manifest));
  try {
    if (answer !== undefined && journal.history().state.submission === undefined) journal.append(answer);
    if (journal.history().state.submission !== undefined) {
      const to = await findArchived(parts, job, signal);
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
  leftovers.clear([job]);
}

/** Finds what is archived, and flushes it: the attempt before may have failed at just that. */
async function findArchived(parts: DaemonParts, job: GoneJob, signal: AbortSignal): Promise<string | undefined> {
  const { clock, pool, random, report, settings } = parts;
  const { manifest, digest, name } = job;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const order = { kind: "archive", manifest, digest, completeFolder: settings.completeFolder } as const;
      return await pool.run(order, { signal });
    } catch (error) {
      if (signal.aborted || attempt === ARCHIVE_ATTEMPTS) throw error;
      report({ event: "notice", job: name, message: `${messageOf(error)}: tried again` });
      await clock.sleep(backOffMs(settings.retry, attempt, random()), signal);
    }
  }
}
