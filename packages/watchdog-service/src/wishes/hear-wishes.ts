import { basename, join } from "node:path";
import { inspectIfThere } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, moveDurably, standsAt } from "@rigline/foundation/platform";
import {
  cancelledFolder,
  clearCancelled,
  decideWish,
  isOfAnother,
  foldJobState,
  jobJournalPath,
  jobName,
  readJobState,
  readWishes,
  removeWish,
  type JobDeed,
  type JobRecord,
  type JobWish,
  type PendingWish,
} from "@rigline/manifest";
import type { AbortReason } from "../attempt/attempt.js";
import { askOfCopies } from "../further/ask-of-copies.js";
import { standingCopies } from "../further/standing-copies.js";
import { manifestGone } from "../jobs/ask-of-job.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { isBusy, type BusyState, type JobEntry } from "../jobs/job-entry.js";
import { hasJournal } from "../jobs/manifest-fate.js";

/** What puts a job back to work. */
const BACK_TO_WORK: ReadonlySet<JobDeed["do"]> = new Set(["redrive", "reschedule", "resubmit"]);

/** What is said of the copy of one, or of its request, says nothing of its further copies. */
function ofCopiesToo({ do: deed }: JobDeed): boolean {
  return deed !== "verify" && deed !== "resubmit" && deed !== "cleaned";
}

type Hearing = "heard" | "more" | "busy";

interface Runner {
  breakOff(state: BusyState, reason: AbortReason): void;
}

/**
 * Hears what people ask of jobs. Nobody but the daemon writes into a job's journal, and it does so when nobody works on the job:
 * an attempt that has not published yet is broken off first, one that has is let come to its end.
 */
export class WishHearing {
  readonly #parts: DaemonParts;
  readonly #runner: Runner;
  /** Told that they can't be heard now, once. */
  #told = "";

  constructor(parts: DaemonParts, runner: Runner) {
    this.#parts = parts;
    this.#runner = runner;
  }

  /** Never throws: what can't be heard now is heard at the next look. */
  hear(entries: ReadonlyMap<string, JobEntry>): void {
    const { report } = this.#parts;
    try {
      // What is asked of a session is asked of its further copies, which is heard at once too.
      if (this.#hearAll(entries)) this.#hearAll(entries);
      this.#told = "";
    } catch (error) {
      mark("wishes: what can't be heard now is heard at the next look");
      const message = `what was asked of the jobs can't be heard yet: ${messageOf(error)}`;
      if (message !== this.#told) report({ event: "notice", message });
      this.#told = message;
    }
  }

  /** True: more was asked by it. */
  #hearAll(entries: ReadonlyMap<string, JobEntry>): boolean {
    const { fileSystem, settings } = this.#parts;
    const busy = new Set<string>();
    let more = false;
    for (const pending of readWishes(fileSystem, settings.flagFolder)) {
      const path = join(settings.flagFolder, basename(pending.wish.manifest));
      // In the order in which they were asked.
      if (busy.has(path)) continue;
      const heard = this.#hearOne(pending, path, entries.get(path)?.state);
      if (heard === "busy") busy.add(path);
      more ||= heard === "more";
    }
    return more;
  }

  /** `busy`: somebody works on the job; `more`: it is heard, and the same was asked of the session's further copies. */
  #hearOne(pending: PendingWish, path: string, state: JobEntry["state"] | undefined): Hearing {
    const { disk, fileSystem, settings, report } = this.#parts;
    const isGone = inspectIfThere(disk, path) === undefined;
    if (isGone && !hasJournal(this.#parts, path)) {
      mark("wishes: what is asked of a manifest that nobody knows is dropped");
      removeWish(fileSystem, pending);
      return "heard";
    }
    const { wish } = pending;
    const before = readJobState(fileSystem, settings.flagFolder, path) ?? foldJobState([]);
    const job = jobName(before, path);
    const goesOn = isGone && BACK_TO_WORK.has(wish.deed.do) && before.step !== "complete";
    // Its job is brought to its end, or it is back in a moment.
    if (goesOn && before.step !== "parked" && before.step !== "cancelled") return "busy";
    const gone = goesOn
      ? { refused: manifestGone({ name: job, file: basename(path) }, settings.flagFolder) }
      : undefined;
    if (gone !== undefined) mark("wishes: a job whose manifest is gone is not put back to work: nobody would do it");
    const verdict = gone ?? decideWish(before, wish);
    let more = false;
    if ("refused" in verdict)
      report({ event: "notice", job, message: `${wish.by} asked to ${wish.deed.do} it: ${verdict.refused.message}` });
    else if (state !== undefined && isBusy(state)) {
      const stops = wish.deed.do === "hold" || wish.deed.do === "cancel";
      if (stops && before.published === undefined && verdict.records.length > 0) {
        mark("wishes: a copy that a person wants held or cancelled is broken off");
        this.#runner.breakOff(state, "asked");
      }
      return "busy";
    } else {
      // Before it is on record, and heard again after a crash.
      more = ofCopiesToo(wish.deed) && askOfCopies(this.#parts, standingCopies(this.#parts, path), wish.deed, wish.by);
      if (wish.deed.do === "cancel") this.#setAside(path);
      this.#record(path, verdict.records);
      for (const record of verdict.records) this.#tell(job, record, wish);
    }
    removeWish(fileSystem, pending);
    return more ? "more" : "heard";
  }

  #record(path: string, records: readonly JobRecord[]): void {
    if (records.length === 0) return;
    const { flagFolder, hostname } = this.#parts.settings;
    const journal = this.#parts.openJournal(jobJournalPath(flagFolder, path));
    const isElsewhere = (record: JobRecord): boolean =>
      record.type === "verified" && record.by !== undefined && isOfAnother(record.by, hostname);
    try {
      journal.append(
        ...records.map((record) => (isElsewhere(record) ? { ...record, elsewhere: true as const } : record)),
      );
    } finally {
      journal.close();
    }
  }

  /** Before it is on record: a manifest that stands behind a cancelled job is a new one. */
  #setAside(path: string): void {
    const { fileSystem, settings, clock } = this.#parts;
    if (!standsAt(fileSystem, path)) return;
    const folder = cancelledFolder(settings.flagFolder);
    const to = join(folder, basename(path));
    makeFolderDurably(fileSystem, folder);
    // Of an earlier hand-off that was cancelled as well.
    if (standsAt(fileSystem, to)) fileSystem.remove(to);
    moveDurably(path, to, { fileSystem });
    clearCancelled(fileSystem, settings.flagFolder, clock.now());
  }

  #tell(job: string, record: JobRecord, { by }: JobWish): void {
    const { report } = this.#parts;
    if (record.type === "held" || record.type === "released" || record.type === "redriven")
      report({ event: record.type, job, by });
    if (record.type === "rescheduled") report({ event: "rescheduled", job, by, until: record.until });
    if (record.type === "verified" && record.found !== undefined)
      report({ event: "verified", job, by, ...record.found });
    if (record.type === "sourceDeleted") report({ event: "sourceDeleted", job, files: record.files, kept: 0 });
    if (record.type === "cancelled") report({ event: "cancelled", job, by, reason: record.reason });
  }
}
