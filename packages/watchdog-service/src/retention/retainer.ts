import { dirname, join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { formatData } from "@rigline/foundation/quantities";
import { makeFolderDurably, removeQuietly, standsAt, writeDurably } from "@rigline/foundation/platform";
import { jobJournalPath, type LatePlace, RIGLINE_FOLDER } from "@rigline/manifest";
import { deleteHandedOff } from "../attempt/delete-source.js";
import { WakeUp, withLoop } from "../daemon/wake-up.js";
import { gatesOfJob } from "../gates/gates-of-job.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { Job } from "../jobs/job.js";
import { forManifest } from "../jobs/for-manifest.js";
import type { JobJournal } from "../jobs/job-journal.js";
import { findCandidates, FreedRoom, judgeRetention } from "./plan-retention.js";
import type { RetentionSettings } from "./retention-settings.js";
import { ruleAt } from "./rule-at.js";

/** How often the rules are looked at. */
const LOOK_MS = 10 * 60_000;
/** What failed is tried again after so many looks. */
const TRIES = 6;
/** What was kept for a reason, or would be deleted, is told again after so long. */
const AGAIN_MS = 24 * 60 * 60_000;

/** Deletes at the rig what was handed off, by the rules of the watch config, and never against a gate. */
export class Retainer {
  readonly #parts: DaemonParts;
  readonly #settings: RetentionSettings;
  readonly #abort = new AbortController();
  readonly #wakeUp = new WakeUp();
  /** By manifest: when it may be tried again, or told again, by the monotonic clock. */
  readonly #later = new Map<string, number>();

  constructor(parts: DaemonParts, settings: RetentionSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** Goes by the rules while something runs. Never rejects by itself. */
  during<T>(run: () => Promise<T>): Promise<T> {
    return withLoop(run, { abort: this.#abort, wakeUp: this.#wakeUp, begin: () => this.#loop() });
  }

  async #loop(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      await this.#wakeUp.wait(this.#settings.everyMs ?? LOOK_MS, this.#parts.clock);
      if (this.#abort.signal.aborted) return;
      try {
        await this.#round();
      } catch (error) {
        mark("retention: jobs that can't be listed now are at the next look");
        const message = `the rules can't be gone by now, and are at the next look: ${messageOf(error)}`;
        this.#parts.report({ event: "notice", message });
      }
    }
  }

  async #round(): Promise<void> {
    const { clock, report } = this.#parts;
    const freed = new FreedRoom();
    for (const candidate of findCandidates(this.#parts)) {
      if (this.#abort.signal.aborted) return;
      if ((this.#later.get(candidate.file) ?? -Infinity) > clock.monotonic()) continue;
      try {
        const begun = standsAt(this.#parts.fileSystem, this.#markOf(candidate.file));
        const row = judgeRetention(this.#parts, this.#settings, { ...candidate, begun }, freed);
        if (row?.decision !== "delete") continue;
        // What is deleted is free from then on; of what only would be, that is to be counted.
        if (this.#settings.isDry) freed.add(row);
        this.#later.set(candidate.file, clock.monotonic() + AGAIN_MS);
        const message = `${formatData(row)} ${this.#settings.isDry ? "would be" : "are"} deleted at the rig: ${row.why}`;
        report({ event: "notice", job: row.name, message });
        if (!this.#settings.isDry) await this.#delete(candidate.file);
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        mark("retention: what can't be deleted now is tried again, and holds nothing up");
        this.#later.set(candidate.file, clock.monotonic() + TRIES * (this.#settings.everyMs ?? LOOK_MS));
        report({
          event: "notice",
          job: candidate.file,
          message: `it can't be deleted at the rig now: ${messageOf(error)}`,
        });
      }
    }
  }

  async #delete(file: string): Promise<void> {
    const { openJournal, settings } = this.#parts;
    const { when } = this.#settings;
    const found = gatesOfJob(this.#parts, file, when);
    if (found.job === undefined) return;
    const { fileSystem } = this.#parts;
    const begun = this.#markOf(file);
    // Killed in between, nothing of it may be left by which it could be known that it is to be put on record.
    makeFolderDurably(fileSystem, dirname(begun), { below: settings.flagFolder });
    writeDurably(begun, "", { fileSystem });
    const remove = async (one: Job, name: string, late: readonly LatePlace[] | "waits"): Promise<void> => {
      let isJudged = false;
      const journal = briefly(() => forManifest(openJournal(jobJournalPath(settings.flagFolder, name)), one.digest));
      await deleteHandedOff(
        { parts: this.#parts, job: one, journal, signal: this.#abort.signal },
        {
          by: ruleAt(settings.hostname),
          late,
          // The gates once more, for the copies may have been read again meanwhile, and something been written; and only once, for it looks at each source.
          requireWanted: async () => {
            await Promise.resolve();
            if (isJudged) return;
            isJudged = true;
            const { verdict } = gatesOfJob(this.#parts, file, when);
            if (!verdict.mayDelete) throw new Error(verdict.why);
          },
        },
      );
    };
    // What was sent last first: it is the one that has a file as it is now.
    for (const part of found.sent.toReversed())
      if (part.state?.sourceDeleted === false) await remove(part.job, part.file, "waits");
    await remove(found.job, file, found.late);
    removeQuietly(fileSystem, begun);
  }

  #markOf(file: string): string {
    return join(this.#parts.settings.flagFolder, RIGLINE_FOLDER, "retention", file);
  }
}

/** A journal that is open only while it is read or written: others may write into it while files are read for hours. */
function briefly(open: () => JobJournal): JobJournal {
  const use = <Result>(act: (journal: JobJournal) => Result): Result => {
    const journal = open();
    try {
      return act(journal);
    } finally {
      journal.close();
    }
  };
  const append: JobJournal["append"] = (...records) => use((journal) => journal.append(...records));
  return {
    history: () => use((journal) => journal.history()),
    append,
    note: append,
    flush: () => {},
    takeBack: () => false,
    close: () => {},
  };
}
