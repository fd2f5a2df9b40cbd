import { jobJournalPath } from "@rigline/manifest";
import { cancelJob } from "./cancel-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { Orphan } from "./find-orphans.js";

/** Brings an orphan to its end: archived and not recorded, because a crash came between, or deleted while no daemon ran. */
export async function settleOrphan(parts: DaemonParts, orphan: Orphan, signal: AbortSignal): Promise<void> {
  if (!orphan.submitted) return cancelJob(parts, orphan, signal);
  const { manifest, digest, name } = orphan;
  const { completeFolder, flagFolder } = parts.settings;
  const to = await parts.pool.run({ kind: "archive", manifest, digest, completeFolder }, { signal });
  // Its manifest is nowhere: somebody took it away after the work was done.
  if (to === undefined) return;
  const journal = parts.openJournal(jobJournalPath(flagFolder, manifest));
  try {
    journal.append({ type: "archived", to });
  } finally {
    journal.close();
  }
  parts.report({ event: "archived", job: name, to });
}
