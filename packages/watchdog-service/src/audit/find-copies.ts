import { basename, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace } from "@rigline/foundation/paths";
import { standsAt } from "@rigline/foundation/platform";
import {
  inventoryPath,
  jobJournalPath,
  jobName,
  type JobState,
  readAuditProgress,
  readJobState,
  RIGLINE_FOLDER,
} from "@rigline/manifest";
import { listHandedOff } from "../attempt/list-handed-off.js";
import { readJobOf } from "../gates/read-job-of.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { AuditSettings } from "./audit-settings.js";
import type { AuditableCopy } from "./audit-plan.js";

type Parts = Pick<DaemonParts, "disk" | "fileSystem" | "settings" | "clock" | "openJournal" | "report">;

/** A journal may be megabytes; the jobs under way share this thread. */
const PAUSE_MS = 1;

/** The published copies whose job is at its end, and of which there is a list of what they are to be. */
export async function findCopies(
  parts: Parts,
  { readsStores }: Pick<AuditSettings, "readsStores">,
  signal: AbortSignal,
): Promise<readonly AuditableCopy[]> {
  const { disk, fileSystem, settings, clock } = parts;
  const folder = join(settings.flagFolder, RIGLINE_FOLDER, "jobs");
  const names = standsAt(fileSystem, folder) ? disk.list(folder).filter((name) => name.endsWith(".jsonl")) : [];
  const copies: AuditableCopy[] = [];
  for (const name of names) {
    await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    if (signal.aborted) return [];
    const copy = readCopy(parts, basename(name, ".jsonl"));
    // A night of reading a store back costs money.
    if (copy !== undefined && (readsStores || !isRemotePlace(copy.folder))) copies.push(copy);
  }
  return copies;
}

function readCopy(parts: Parts, file: string): AuditableCopy | undefined {
  const { fileSystem, settings } = parts;
  const { flagFolder } = settings;
  let state: JobState | undefined;
  try {
    state = readJobState(fileSystem, flagFolder, file);
  } catch {
    mark("audit: a copy whose journal can't be read now is read again another night");
  }
  if (state?.published === undefined || state.step !== "complete") return undefined;
  const { digest, destination, published, verification, upload } = state;
  if (digest === undefined || destination === undefined) return undefined;
  const listFile = inventoryPath({ flagFolder, manifest: file, digest }, "json");
  if (!standsAt(fileSystem, listFile)) listAnew(parts, file, state);
  if (!standsAt(fileSystem, listFile)) return undefined;
  const progress = readAuditProgress(fileSystem, flagFolder, { file, digest });
  if (progress.movedOn) return undefined;
  const readAt = Date.parse(verification?.at ?? published.at ?? "");
  return {
    file,
    digest,
    name: jobName(state, file),
    folder: destination,
    listFile,
    bytes: Math.max(1, published.bytes - progress.bytes),
    readAt: Number.isNaN(readAt) ? 0 : readAt,
    isDamaged: verification?.isWhole === false,
    isProcessed: upload?.state === "success",
  };
}

/** A list that could not be written when the job came to its end is written from its journal, which knows the same. */
function listAnew(parts: Parts, file: string, state: JobState): void {
  const job = readJobOf(parts, file, state);
  if (job === undefined) return;
  mark("audit: a list that could not be written at the end of its job is written when it is needed");
  const journal = parts.openJournal(jobJournalPath(parts.settings.flagFolder, file));
  try {
    listHandedOff({ parts, job, journal });
  } finally {
    journal.close();
  }
}
