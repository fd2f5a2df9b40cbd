import { basename, join } from "node:path";
import { inspectIfThere } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { readJournal } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import { jobJournalPath, jobName, RIGLINE_FOLDER, toJobRecords } from "@rigline/manifest";
import type { SubmittedRecord } from "../attempt/held-outcomes.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { askOfCopies } from "../further/ask-of-copies.js";
import { standingCopies } from "../further/standing-copies.js";
import { jobError } from "../jobs/job-errors.js";
import { acceptedJob, isAnothers, readHistory, type JobJournal } from "../jobs/job-journal.js";
import type { GoneJob } from "../jobs/job.js";
import { hasJournal } from "../jobs/manifest-fate.js";
import { park } from "../jobs/park.js";
import { isThere } from "../watch/is-gone.js";
import type { Leftovers } from "./leftovers.js";
import { workerOf } from "../publish/staging-place.js";

/**
 * Brings a job to its end whose manifest is no longer in the flag folder, while it ran, while it waited or while no daemon
 * ran, by one rule: what is submitted has been archived, and only its record is missing, or was taken away with its work
 * done; what is not was deleted, which cancels it. One that is back, or that was only not seen for a moment while it was
 * written anew, is left to be taken afresh. Done again, it goes on where it failed. `answer`: of a service, and not in the
 * journal yet. False: nothing is on record, or what it left is not known, because that can't be told now: it is to be looked for again.
 */
export async function settleGone(
  parts: DaemonParts,
  job: GoneJob,
  leftovers: Leftovers,
  signal: AbortSignal,
  answer?: SubmittedRecord,
): Promise<boolean> {
  const { manifest, digest, name } = job;
  if (mayStand(parts, manifest)) {
    mark("gone: a job whose manifest is back, or whose journal is away, is not settled");
    return false;
  }
  const journal = parts.openJournal(jobJournalPath(parts.settings.flagFolder, manifest));
  try {
    if (isAnothers(journal)) return false;
    if (answer !== undefined && journal.history().state.submission === undefined) {
      mark("gone: an answer that was held is recorded although the manifest is gone");
      journal.append(answer);
    }
    if (journal.history().state.submission !== undefined) {
      const { completeFolder } = parts.settings;
      // Finds what is archived, and flushes it: the attempt before may have failed at just that.
      const to = await parts.pool.run({ kind: "archive", manifest, digest, completeFolder }, { signal });
      if (to === undefined) {
        // Or another one has its name by now, and is a job of its own. What can't be told now is asked again.
        if (mayStand(parts, manifest)) return false;
        mark("gone: a manifest that somebody took away after its job was submitted cancels nothing");
        recordTakenAway(parts, journal, manifest);
        return true;
      }
      mark("gone: a manifest that was archived before its record was written is recorded");
      journal.append({ type: "archived", to });
      parts.report({ event: "archived", job: name, to });
      return true;
    }
    if (journal.history().state.cancelled === undefined) {
      mark("gone: a job whose manifest was deleted is cancelled");
      // It is of the session that somebody said so. Before it is on record: who settles it after a crash asks again.
      const reason = `${manifest} was deleted`;
      askOfCopies(parts, standingCopies(parts, manifest), { do: "cancel", reason });
      recordCancelled(parts, journal, manifest);
    }
  } finally {
    journal.close();
  }
  const abandoned = abandonedBy(parts, manifest);
  leftovers.clear(abandoned ?? []);
  return abandoned !== undefined;
}

/** The manifest is there, or its journal is not: then the folder is another one than we know. Throws what the system says. */
function mayStand(parts: Pick<DaemonParts, "disk" | "settings">, manifest: string): boolean {
  return !hasJournal(parts, manifest) || isThere(parts.disk, manifest);
}

interface Orphans {
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
  /** Manifests of which nobody knows any more whether they left a job. */
  readonly #again = new Set<string>();
  #told = false;

  constructor(parts: DaemonParts) {
    this.#parts = parts;
  }

  /** A manifest that nobody works on went away, or may have: its job is looked for once more. */
  lookAgain(manifest: string): void {
    this.#again.add(basename(manifest));
  }

  /** What was not found before. Never throws. */
  next(): Orphans {
    const folder = join(this.#parts.settings.flagFolder, RIGLINE_FOLDER, "jobs");
    this.#unread ??= listJournals(this.#parts, folder);
    const unread: string[] = [];
    const found: Orphans[] = [];
    const again = this.#journalsAgain(folder);
    for (const name of new Set([...(this.#unread ?? []), ...again]))
      try {
        const orphans = orphanOf(this.#parts, join(folder, name));
        if (orphans !== undefined) found.push(orphans);
        // It may lie in another folder than the one we know, which may be back later.
        else if (again.includes(name)) this.#again.add(basename(name, ".jsonl"));
      } catch (error) {
        mark("gone: a journal that can't be read is looked at again with the next scan");
        unread.push(name);
        if (!this.#told) this.#parts.report({ event: "notice", message: `${join(folder, name)}: ${messageOf(error)}` });
      }
    if (this.#unread !== undefined) this.#told = true;
    if (this.#unread === undefined) for (const name of unread) this.#again.add(basename(name, ".jsonl"));
    else this.#unread = unread;
    return {
      unsettled: found.flatMap(({ unsettled }) => unsettled),
      abandoned: found.flatMap(({ abandoned }) => abandoned),
    };
  }

  /** Of those that are to be looked for again, the journals that are there. */
  #journalsAgain(folder: string): readonly string[] {
    const { disk } = this.#parts;
    const found: string[] = [];
    for (const manifest of this.#again)
      try {
        const name = `${manifest}.jsonl`;
        if (inspectIfThere(disk, join(folder, name)) !== undefined) found.push(name);
        // It had no job; without its journals a flag folder is not the one we know, and may be back later.
        else if (inspectIfThere(disk, folder) === undefined) continue;
        this.#again.delete(manifest);
      } catch {
        mark("gone: a journal that can't be looked for now is looked for with the next scan");
      }
    if (found.length > 0) mark("gone: a job whose manifest went away while nobody worked on it is looked for");
    return found;
  }
}

/** The copies that the job of a deleted manifest leaves to nobody; undefined when its journal can't be read now. */
export function abandonedBy(parts: DaemonParts, manifest: string): readonly GoneJob[] | undefined {
  try {
    return orphanOf(parts, jobJournalPath(parts.settings.flagFolder, manifest))?.abandoned ?? [];
  } catch {
    mark("gone: copies whose journal can't be read are looked for with the next scan");
    return undefined;
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

/** Undefined: its journal says nothing. */
function orphanOf({ disk, fileSystem, settings }: DaemonParts, path: string): Orphans | undefined {
  const manifest = join(settings.flagFolder, basename(path, ".jsonl"));
  if (isThere(disk, manifest)) return { unsettled: [], abandoned: [] };
  const records = toJobRecords(readJournal(path, { fileSystem }).records);
  const { state, abandoned, unfinished } = readHistory(records, workerOf(settings));
  if (state.archivedTo !== undefined) return { unsettled: [], abandoned };
  if (state.parkedCode !== undefined || state.cancelled !== undefined)
    return { unsettled: [], abandoned: unfinished === undefined ? abandoned : [...abandoned, unfinished] };
  const accepted = acceptedJob(records);
  if (accepted === undefined && state.name === undefined) return undefined;
  return { unsettled: accepted === undefined ? [] : [accepted], abandoned };
}

/** Its journal says what is done, and what nobody will do any more. */
function recordTakenAway(parts: Pick<DaemonParts, "report" | "settings">, journal: JobJournal, manifest: string): void {
  const { destination, submission, sourceDeleted } = journal.history().state;
  const done = `published${destination === undefined ? "" : ` as ${destination}`}${submission?.endpoint === null ? "" : " and submitted"}`;
  const source = sourceDeleted ? "what was to be done with its source is done" : "no source was deleted";
  const what = `${manifest} was taken away before it was archived: its data are ${done}, and ${source}`;
  park(parts, journal, manifest, jobError("MANIFEST_TAKEN_AWAY", { what }));
}

/** Its journal says that its manifest was deleted: nobody knows by whom. What is published stays. */
function recordCancelled({ report }: Pick<DaemonParts, "report">, journal: JobJournal, manifest: string): void {
  const { unanswered, mayHaveIt, state } = journal.history();
  const posted =
    unanswered || mayHaveIt
      ? "; it was posted without an answer that settles it, so the transfer service may have it"
      : "";
  const reason = `${manifest} was deleted before its job was done${posted}`;
  journal.append({ type: "cancelled", reason });
  report({ event: "cancelled", job: jobName(state, manifest), by: null, reason });
}
