import { dirname, join } from "node:path";
import { messageOf } from "@rigline/core/errors";
import { jobJournalPath } from "@rigline/manifest";
import { stagingPlace } from "../publish/staging-place.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { HandOff } from "./hand-off.js";
import { jobError } from "./job-errors.js";
import type { JobJournal } from "./job-journal.js";
import { park } from "./park.js";

export interface CancelledJob {
  readonly manifest: string;
  readonly digest: string;
  readonly name: string;
  /** `<destination>/<name>`. */
  readonly target: string;
}

export function cancelledJob({ manifest, digest, request }: HandOff): CancelledJob {
  return { manifest, digest, name: request.name, target: join(request.destination, request.name) };
}

/** Ends a job whose manifest was deleted: its journal says so, its unfinished copy is removed. What is published stays. */
export async function cancelJob(parts: DaemonParts, job: CancelledJob, signal: AbortSignal): Promise<void> {
  const journal = parts.openJournal(jobJournalPath(parts.settings.flagFolder, job.manifest));
  try {
    recordCancelled(parts, journal, job.manifest);
  } finally {
    journal.close();
  }
  await clearStaging(parts, job, signal);
}

export function recordCancelled(parts: Pick<DaemonParts, "report">, journal: JobJournal, manifest: string): void {
  const what = `${manifest} was deleted before its job was done`;
  park(parts, journal, manifest, jobError("JOB_CANCELLED", { what }));
}

/** Never rejects: what can't be removed is told. */
export async function clearStaging(
  { pool, report }: Pick<DaemonParts, "pool" | "report">,
  job: CancelledJob,
  signal: AbortSignal,
): Promise<void> {
  const path = stagingPlace(dirname(job.target), job.name, job);
  try {
    await pool.run({ kind: "removeTree", path }, { signal });
  } catch (error) {
    report({ event: "notice", job: job.name, message: `${path} can't be removed: ${messageOf(error)}` });
  }
}
