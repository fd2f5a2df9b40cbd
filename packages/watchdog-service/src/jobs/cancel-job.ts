import type { DaemonParts } from "./daemon-parts.js";
import { jobError } from "./job-errors.js";
import type { JobJournal } from "./job-journal.js";
import { park } from "./park.js";

/** Its journal says that its manifest was deleted. What is published stays. */
export function recordCancelled(
  parts: Pick<DaemonParts, "report" | "settings">,
  journal: JobJournal,
  manifest: string,
): void {
  const posted = journal.history().unanswered ? "; it was being posted, so the transfer service may have it" : "";
  const what = `${manifest} was deleted before its job was done${posted}`;
  park(parts, journal, manifest, jobError("JOB_CANCELLED", { what }));
}
