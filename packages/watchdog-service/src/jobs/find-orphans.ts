import { basename, join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { readJournal } from "@rigline/foundation/journal";
import { jobJournalPath, RIGLINE_FOLDER } from "@rigline/manifest";
import { inspectIfThere } from "../platform/disk.js";
import { isThere } from "../watch/is-gone.js";
import type { GoneJob } from "./gone-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import { acceptedJob, readHistory, toJobRecords, unfinishedJob } from "./job-history.js";

export interface Orphans {
  /** Their journal is not at its end. */
  readonly unsettled: readonly GoneJob[];
  /** Their copies are no longer wanted. */
  readonly abandoned: readonly GoneJob[];
}

/**
 * Looks for what jobs left whose manifest is no longer there, as earlier daemons have left it. A folder or a journal that
 * can't be read now is looked at again the next time, and told once.
 */
export class OrphanSearch {
  readonly #parts: DaemonParts;
  /** Journals to be read yet; undefined: not even their names are known. */
  #unread: readonly string[] | undefined;
  #told = false;

  constructor(parts: DaemonParts) {
    this.#parts = parts;
  }

  /** What was not found before. Never throws. */
  next(): Orphans {
    const folder = join(this.#parts.settings.flagFolder, RIGLINE_FOLDER, "jobs");
    this.#unread ??= listJournals(this.#parts, folder);
    const unread: string[] = [];
    const found: Orphans[] = [];
    for (const name of this.#unread ?? [])
      try {
        found.push(orphanOf(this.#parts, join(folder, name)));
      } catch (error) {
        unread.push(name);
        if (!this.#told) this.#parts.report({ event: "notice", message: `${join(folder, name)}: ${messageOf(error)}` });
      }
    if (this.#unread !== undefined) this.#told = true;
    this.#unread &&= unread;
    return {
      unsettled: found.flatMap(({ unsettled }) => unsettled),
      abandoned: found.flatMap(({ abandoned }) => abandoned),
    };
  }
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

/** Undefined: the flag folder is away, which the loop says. */
function listJournals({ disk }: DaemonParts, folder: string): readonly string[] | undefined {
  try {
    if (inspectIfThere(disk, folder) === undefined) return undefined;
    return disk.list(folder).filter((name) => name.endsWith(".jsonl"));
  } catch {
    return undefined;
  }
}

function orphanOf({ disk, fileSystem, settings }: DaemonParts, path: string): Orphans {
  const manifest = join(settings.flagFolder, basename(path, ".jsonl"));
  if (isThere(disk, manifest)) return { unsettled: [], abandoned: [] };
  const records = toJobRecords(readJournal(path, { fileSystem }).records);
  const { state, parkedCode, abandoned } = readHistory(records);
  const job = unfinishedJob(records);
  if (state.archivedTo !== undefined) return { unsettled: [], abandoned };
  if (parkedCode !== undefined)
    return { unsettled: [], abandoned: job === undefined ? abandoned : [...abandoned, job] };
  const accepted = acceptedJob(records);
  return { unsettled: accepted === undefined ? [] : [accepted], abandoned };
}
