import { readJournalIfThere } from "@rigline/foundation/journal";
import type { GateStatus } from "@rigline/foundation/status";
import {
  findSafeElsewhere,
  foldJob,
  foreseeWishes,
  jobJournalPath,
  type DeletionVerdict,
  type JobState,
  judgeDeletion,
  judgeGates,
  type LatePlace,
  readCopies,
  readWishes,
  type SafeWhen,
  type SourceLook,
  toJobRecords,
} from "@rigline/manifest";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { Job } from "../jobs/job.js";
import { lookAtSources } from "./look-at-sources.js";
import { readJobOf } from "./read-job-of.js";
import { type LateJob, readSentLater } from "./sent-later.js";

export type GateParts = Pick<DaemonParts, "disk" | "fileSystem" | "clock" | "settings">;

/** What stands between a job's data at the rig and their deletion, with what was looked at now. */
export interface JudgedGates {
  readonly gates: readonly GateStatus[];
  readonly verdict: DeletionVerdict;
  /** When that was, ISO 8601 in UTC. */
  readonly at: string;
  readonly state: JobState;
  /** As its manifest says, that now lies among the completed ones; undefined: it is not there, or another one. */
  readonly job: Job | undefined;
  /** What was sent after it and is as safe as it is, in the order in which it was sent, and where that lies. */
  readonly sent: readonly LateJob[];
  readonly late: readonly LatePlace[];
}

/** Judges a job by its journal, those of its further copies, and a look at what its manifest names. `file`: the manifest's name. */
export function gatesOfJob(parts: GateParts, file: string, when: SafeWhen): JudgedGates {
  const { clock, disk, fileSystem, settings } = parts;
  const { flagFolder } = settings;
  // Before the journals: what is heard meanwhile stands there by then.
  const wishes = readWishes(fileSystem, flagFolder);
  const found = readJournalIfThere(jobJournalPath(flagFolder, file), { fileSystem });
  const { state: heard, ledger } = foldJob(toJobRecords(found?.records ?? []));
  // Such as that a copy was found damaged, which counts whether or not a daemon runs that has heard of it.
  const state = foreseeWishes(heard, file, wishes);
  const copies = readCopies(fileSystem, flagFolder, state, wishes);
  const at = clock.now().toISOString();
  const job = readJobOf(parts, file, state);
  const late = job === undefined ? [] : readSentLater(parts, file, job, wishes);
  const safe = findSafeElsewhere({ state, copies, ledger }, late);
  const source: SourceLook | undefined =
    job === undefined ? undefined : lookAtSources(disk, job.request, safe.ledger, at);
  const judged = { state: state.digest === undefined ? undefined : state, copies };
  return {
    gates: judgeGates(judged, { when, source }),
    verdict: judgeDeletion(judged, when, source),
    at,
    state,
    job,
    sent: safe.sent,
    late: safe.late,
  };
}
