import { basename, join } from "node:path";
import { messageOf } from "@rigline/core/errors";
import { readJournal } from "@rigline/core/journal";
import { RIGLINE_FOLDER, type JobRecord } from "@rigline/manifest";
import { inspectIfThere } from "../platform/disk.js";
import { isGone } from "../watch/is-gone.js";
import type { GoneJob } from "./cancel-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import { readHistory, toJobRecords } from "./job-history.js";

/** Looks for jobs whose manifest is no longer there although their journal is not at its end. Never throws. */
export function findOrphans(parts: DaemonParts): readonly GoneJob[] {
  const folder = join(parts.settings.flagFolder, RIGLINE_FOLDER, "jobs");
  return listJournals(parts, folder).flatMap((name) => {
    try {
      return orphanOf(parts, join(folder, name));
    } catch (error) {
      parts.report({ event: "notice", message: `${join(folder, name)}: ${messageOf(error)}` });
      return [];
    }
  });
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

function orphanOf({ disk, fileSystem, settings }: DaemonParts, path: string): readonly GoneJob[] {
  const manifest = join(settings.flagFolder, basename(path, ".jsonl"));
  if (!isGone(disk, manifest)) return [];
  const records = toJobRecords(readJournal(path, { fileSystem }).records);
  const accepted = records.findLast((record): record is JobRecord & { type: "accepted" } => record.type === "accepted");
  const { state, parkedCode } = readHistory(records);
  if (accepted === undefined || state.archivedTo !== undefined || parkedCode !== undefined) return [];
  const { digest, name, destination: target } = accepted;
  return [{ manifest, digest, name, target }];
}
