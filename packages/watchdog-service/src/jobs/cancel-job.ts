import { messageOf } from "@rigline/core/errors";
import { removeTree } from "../platform/remove-tree.js";
import { stagingPlace } from "../publish/staging-place.js";
import type { DaemonParts } from "./daemon-parts.js";
import { jobError } from "./job-errors.js";
import type { JobJournal } from "./job-journal.js";
import { park } from "./park.js";

export interface CancelledJob {
  readonly manifest: string;
  readonly digest: string;
  readonly name: string;
  /** The folder above the published one. */
  readonly destination: string;
}

/** Ends a job whose manifest was deleted: its unfinished copy is removed, its journal says so. What is published stays. */
export function cancelJob(parts: Pick<DaemonParts, "disk" | "report">, journal: JobJournal, job: CancelledJob): void {
  const what = `${job.manifest} was deleted before its job was done`;
  park(parts, journal, job.manifest, jobError("JOB_CANCELLED", { what }));
  const place = stagingPlace(job.destination, job.name, job);
  try {
    removeTree(parts.disk, place);
  } catch (error) {
    parts.report({ event: "notice", job: job.name, message: `${place} can't be removed: ${messageOf(error)}` });
  }
}
