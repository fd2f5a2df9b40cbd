import { readJournalIfThere } from "@rigline/foundation/journal";
import {
  foldJob,
  foreseeWishes,
  jobJournalPath,
  lateManifest,
  type PendingWish,
  readCopies,
  type SentJob,
  toJobRecords,
} from "@rigline/manifest";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { Job } from "../jobs/job.js";
import { readJobOf } from "./read-job-of.js";

type LateParts = Pick<DaemonParts, "disk" | "fileSystem" | "settings">;

/** A job of files that were sent after a session was handed off. */
export interface LateJob extends SentJob {
  /** The manifest's name. */
  readonly file: string;
  readonly job: Job;
}

/**
 * What was sent after a session, the earliest first: by the names that such manifests have, where they name the session's own folders. Another
 * session that is only called so is none. `session`: its manifest's name. `wishes`: what was asked of them and not heard yet.
 */
export function readSentLater(
  parts: LateParts,
  session: string,
  { request }: Job,
  wishes: readonly PendingWish[] = [],
): readonly LateJob[] {
  const { fileSystem, settings } = parts;
  const own = new Set(Object.values(request.modalities).flat());
  const late: LateJob[] = [];
  for (let number = 1; ; number += 1) {
    const file = lateManifest(session, number);
    const found = readJournalIfThere(jobJournalPath(settings.flagFolder, file), { fileSystem });
    if (found === undefined) return late;
    const { state: heard, ledger } = foldJob(toJobRecords(found.records));
    const state = foreseeWishes(heard, file, wishes);
    const job = readJobOf(parts, file, state);
    const sources = Object.values(job?.request.modalities ?? {}).flat();
    if (job !== undefined && sources.every((source) => own.has(source)))
      late.push({ file, job, state, ledger, copies: readCopies(fileSystem, settings.flagFolder, state, wishes) });
  }
}
