import { dirname, join } from "node:path";
import { messageOf } from "@rigline/core/errors";
import { stagingPlace } from "../publish/staging-place.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { HandOff } from "./hand-off.js";
import { jobError } from "./job-errors.js";
import type { JobJournal } from "./job-journal.js";
import { park } from "./park.js";

/** A job whose manifest is no longer in the flag folder. */
export interface GoneJob {
  readonly manifest: string;
  readonly digest: string;
  readonly name: string;
  /** `<destination>/<name>`. */
  readonly target: string;
}

export function goneJob({ manifest, digest, request }: HandOff): GoneJob {
  return { manifest, digest, name: request.name, target: join(request.destination, request.name) };
}

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

/** Never rejects: what can't be removed is told. */
export async function clearStaging(
  { pool, report }: Pick<DaemonParts, "pool" | "report">,
  job: GoneJob,
  signal: AbortSignal,
): Promise<void> {
  const path = stagingPlace(dirname(job.target), job.name, job);
  try {
    await pool.run({ kind: "removeTree", path }, { signal });
  } catch (error) {
    report({ event: "notice", job: job.name, message: `${path} can't be removed: ${messageOf(error)}` });
  }
}
