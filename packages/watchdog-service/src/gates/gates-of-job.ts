import { join } from "node:path";
import { inspectIfThere } from "@rigline/foundation/disk";
import { readJournalIfThere } from "@rigline/foundation/journal";
import type { GateStatus } from "@rigline/foundation/status";
import { mark } from "@rigline/foundation/marks";
import {
  agreeing,
  foldJob,
  jobJournalPath,
  type DeletionVerdict,
  type JobState,
  judgeDeletion,
  judgeGates,
  readCopies,
  type SafeWhen,
  type SourceLook,
  toJobRecords,
} from "@rigline/manifest";
import { readManifest } from "../intake/read-manifest.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { Job } from "../jobs/job.js";
import { lookAtSources } from "./look-at-sources.js";

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
}

/** Judges a job by its journal, those of its further copies, and a look at what its manifest names. `file`: the manifest's name. */
export function gatesOfJob(parts: GateParts, file: string, when: SafeWhen): JudgedGates {
  const { clock, disk, fileSystem, settings } = parts;
  const { flagFolder } = settings;
  const found = readJournalIfThere(jobJournalPath(flagFolder, file), { fileSystem });
  const { state, ledger } = foldJob(toJobRecords(found?.records ?? []));
  const copies = readCopies(fileSystem, flagFolder, state);
  const at = clock.now().toISOString();
  const job = readJobOf(parts, file, state);
  const source: SourceLook | undefined =
    job === undefined ? undefined : lookAtSources(disk, job.request, agreeing(ledger, copies), at);
  const judged = { state: state.digest === undefined ? undefined : state, copies };
  return {
    gates: judgeGates(judged, { when, source }),
    verdict: judgeDeletion(judged, when, source),
    at,
    state,
    job,
  };
}

/** The manifest in the flag folder or among the completed ones, if it is the one of which the journal tells. */
export function readJobOf(
  parts: Omit<GateParts, "clock">,
  file: string,
  { digest, archivedTo }: JobState,
): Job | undefined {
  const { disk, settings } = parts;
  const places = [join(settings.flagFolder, file), archivedTo ?? join(settings.completeFolder, file)];
  for (const path of places)
    try {
      const entry = inspectIfThere(disk, path);
      const job = entry === undefined ? undefined : readManifest(parts, { path, entry });
      if (job?.digest === digest) return job;
    } catch {
      mark("gates: a manifest that can't be read names no sources to look at");
    }
  return undefined;
}
