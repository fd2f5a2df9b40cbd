import { basename, join } from "node:path";
import { inspectIfThere } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import { readCopies, RIGLINE_FOLDER, roomFolder, toJobRecords, type JobRecord } from "@rigline/manifest";
import { holdsFolder } from "@rigline/manifest/holds";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { TimeOfDay } from "@rigline/foundation/time";
import { isGone } from "../watch/is-gone.js";
import { readNews } from "./job-news.js";
import type { JobReading } from "./job-reading.js";

/** What ended longer ago is no news any more, unless its manifest is still there. */
const RECENT_MS = 3 * 24 * 3_600_000;

type OutboxParts = Pick<DaemonParts, "disk" | "fileSystem" | "openJournal" | "settings" | "clock" | "report">;

/** What is to be told stands in the journals of the jobs it is about; here they are read and written. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #safeBy: TimeOfDay | undefined;
  #told = false;

  constructor(parts: OutboxParts, safeBy: TimeOfDay | undefined) {
    this.#parts = parts;
    this.#safeBy = safeBy;
  }

  /** The journals that may say something that is still to be told. */
  findJournals(): readonly string[] {
    const { disk, settings, clock } = this.#parts;
    const folder = join(settings.flagFolder, RIGLINE_FOLDER, "jobs");
    const others = [roomFolder(settings.flagFolder), holdsFolder(settings.flagFolder)];
    const recent = BigInt(clock.now().getTime() - RECENT_MS) * 1_000_000n;
    try {
      const present = new Set(disk.list(settings.flagFolder));
      const ofOthers = others.flatMap((other) => listIfThere(disk, other).map((name) => join(other, name)));
      const ofJobs = disk
        .list(folder)
        .filter((name) => name.endsWith(".jsonl"))
        .filter((name) => present.has(manifestOf(name)) || disk.inspect(join(folder, name)).modifiedNs > recent)
        .map((name) => join(folder, name));
      return [...ofJobs, ...ofOthers];
    } catch {
      mark("notify: a flag folder that is away has nothing to tell, and its jobs are heard of when it is back");
      return [];
    }
  }

  /** Undefined: it can't be read now, or is not there. */
  read(journal: string): JobReading | undefined {
    const { fileSystem, clock, settings } = this.#parts;
    try {
      const contents = readJournalIfThere(journal, { fileSystem });
      if (contents === undefined) return undefined;
      // Of a large job they are nearly all, and say nothing here.
      const lines = contents.records.filter((line) => line.type !== "verified" || "by" in line);
      return readNews(toJobRecords(lines), {
        now: clock.now(),
        zone: clock.zone(),
        safeBy: this.#safeBy,
        file: manifestOf(journal),
        readCopies: (state) => readCopies(fileSystem, settings.flagFolder, state),
      });
    } catch {
      mark("notify: a journal that can't be read now has nothing to tell");
      return undefined;
    }
  }

  /** False: it could not be written, so nothing is sent. Told once. */
  write(journal: string, record: Extract<JobRecord, { readonly type: "tell" | "told" }>): boolean {
    const { disk, openJournal, report } = this.#parts;
    try {
      // Another one would be begun where the flag folder was.
      if (isGone(disk, journal)) return false;
      const open = openJournal(journal);
      try {
        open.append(record);
      } finally {
        open.close();
      }
      return true;
    } catch (error) {
      mark("notify: what can't be written down is not sent");
      if (!this.#told) report({ event: "notice", message: `nobody can be told for now: ${messageOf(error)}` });
      this.#told = true;
      return false;
    }
  }
}

function manifestOf(journal: string): string {
  return basename(journal, ".jsonl");
}

function listIfThere(disk: OutboxParts["disk"], folder: string): readonly string[] {
  return inspectIfThere(disk, folder) === undefined ? [] : disk.list(folder);
}
