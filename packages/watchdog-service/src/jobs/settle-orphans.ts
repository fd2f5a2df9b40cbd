import { basename, dirname, join } from "node:path";
import { messageOf } from "@rigline/core/errors";
import { RIGLINE_FOLDER, type JobRecord } from "@rigline/manifest";
import { readJournal } from "@rigline/core/journal";
import { archiveManifest } from "../archive/archive-manifest.js";
import { inspectIfThere } from "../platform/disk.js";
import { isGone } from "../watch/is-gone.js";
import { cancelJob } from "./cancel-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import { readHistory, toJobRecords } from "./job-history.js";

/**
 * Brings to an end the jobs whose manifest is no longer in the flag folder although their journal is not at its end:
 * archived and not recorded, because a crash came between, or deleted while no daemon ran.
 */
export function settleOrphans(parts: DaemonParts): void {
  const folder = join(parts.settings.flagFolder, RIGLINE_FOLDER, "jobs");
  let names: readonly string[] = [];
  try {
    if (inspectIfThere(parts.disk, folder) !== undefined) names = parts.disk.list(folder);
  } catch {
    // The flag folder is away: the loop says so.
  }
  for (const name of names) {
    if (!name.endsWith(".jsonl")) continue;
    try {
      settleOrphan(parts, join(folder, name));
    } catch (error) {
      parts.report({ event: "notice", message: `${join(folder, name)}: ${messageOf(error)}` });
    }
  }
}

function settleOrphan(parts: DaemonParts, path: string): void {
  const { fileSystem, settings, report } = parts;
  const manifest = join(settings.flagFolder, basename(path, ".jsonl"));
  if (!isGone(parts.disk, manifest)) return;
  const records = toJobRecords(readJournal(path, { fileSystem }).records);
  const accepted = records.findLast((record): record is JobRecord & { type: "accepted" } => record.type === "accepted");
  const { state, parkedCode } = readHistory(records);
  if (accepted === undefined || state.archivedTo !== undefined || parkedCode !== undefined) return;
  const { digest, name, destination } = accepted;
  const submitted = state.submission !== undefined;
  const to = submitted ? archiveManifest(fileSystem, manifest, digest, settings.completeFolder) : undefined;
  // Submitted, and its manifest is nowhere: somebody took it away after the work was done.
  if (submitted && to === undefined) return;
  const journal = parts.openJournal(path);
  try {
    if (to === undefined) {
      cancelJob(parts, journal, { manifest, digest, name, destination: dirname(destination) });
      return;
    }
    journal.append({ type: "archived", to });
    report({ event: "archived", job: name, to });
  } finally {
    journal.close();
  }
}
