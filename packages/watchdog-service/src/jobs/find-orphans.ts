import { basename, join } from "node:path";
import { messageOf } from "@rigline/core/errors";
import { readJournal } from "@rigline/core/journal";
import { jobJournalPath, RIGLINE_FOLDER } from "@rigline/manifest";
import { inspectIfThere } from "../platform/disk.js";
import { isGone } from "../watch/is-gone.js";
import type { GoneJob } from "./gone-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import { acceptedJob, readHistory, toJobRecords, unfinishedJob } from "./job-history.js";

export interface Orphans {
  /** Their journal is not at its end. */
  readonly unsettled: readonly GoneJob[];
  /** Their copies are no longer wanted. */
  readonly abandoned: readonly GoneJob[];
}

/** Looks for what jobs left whose manifest is no longer there. Never throws. */
export function findOrphans(parts: DaemonParts): Orphans {
  const folder = join(parts.settings.flagFolder, RIGLINE_FOLDER, "jobs");
  const found = listJournals(parts, folder).flatMap((name) => {
    try {
      return [orphanOf(parts, join(folder, name))];
    } catch (error) {
      parts.report({ event: "notice", message: `${join(folder, name)}: ${messageOf(error)}` });
      return [];
    }
  });
  return {
    unsettled: found.flatMap(({ unsettled }) => unsettled),
    abandoned: found.flatMap(({ abandoned }) => abandoned),
  };
}

/** The copies that the job of a deleted manifest leaves to nobody. Never throws. */
export function abandonedBy(parts: DaemonParts, manifest: string): readonly GoneJob[] {
  try {
    return orphanOf(parts, jobJournalPath(parts.settings.flagFolder, manifest)).abandoned;
  } catch {
    // The next start looks again.
    return [];
  }
}

function listJournals({ disk }: DaemonParts, folder: string): readonly string[] {
  try {
    if (inspectIfThere(disk, folder) === undefined) return [];
    return disk.list(folder).filter((name) => name.endsWith(".jsonl"));
  } catch {
    // The flag folder is away: the loop says so.
    return [];
  }
}

function orphanOf({ disk, fileSystem, settings }: DaemonParts, path: string): Orphans {
  const manifest = join(settings.flagFolder, basename(path, ".jsonl"));
  if (!isGone(disk, manifest)) return { unsettled: [], abandoned: [] };
  const records = toJobRecords(readJournal(path, { fileSystem }).records);
  const { state, parkedCode, abandoned } = readHistory(records);
  const job = unfinishedJob(records);
  if (state.archivedTo !== undefined) return { unsettled: [], abandoned };
  if (parkedCode !== undefined)
    return { unsettled: [], abandoned: job === undefined ? abandoned : [...abandoned, job] };
  const accepted = acceptedJob(records);
  return { unsettled: accepted === undefined ? [] : [accepted], abandoned };
}
