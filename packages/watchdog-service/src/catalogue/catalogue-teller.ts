import { createHash } from "node:crypto";
import { join } from "node:path";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { readJson } from "@rigline/foundation/platform";
import { inventoryPath, InventorySchema, jobJournalPath, type JobRecord } from "@rigline/manifest";
import { type CatalogueEntry, listCatalogueEntries, removeCatalogueEntry } from "@rigline/manifest/catalogue";
import { WakeUp, withLoop } from "../daemon/wake-up.js";
import { backOffMs } from "../errors/back-off.js";
import type { DaemonEvent } from "../jobs/daemon-events.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { hasJournal } from "../jobs/manifest-fate.js";
import { describe } from "../jobs/park.js";
import { isGone } from "../watch/is-gone.js";
import type { Catalogue, CatalogueDataset } from "./catalogue.js";

const RETRY = { firstMs: 30_000, maxMs: 30 * 60_000 };
/** What was refused is told again so seldom: somebody has to correct something. */
const REFUSED_MS = 6 * 3_600_000;

interface Tries {
  failures: number;
  /** By the monotonic clock. */
  dueAt: number;
}

/**
 * Tells the catalogue of sessions whose jobs are done, one after the other, until it has registered them. No job waits for it, and it
 * keeps no idle daemon: what is left is told by the next one.
 */
export class CatalogueTeller {
  readonly #parts: Omit<DaemonParts, "pool">;
  readonly #catalogue: Catalogue;
  readonly #abort = new AbortController();
  readonly #wakeUp = new WakeUp();
  readonly #tries = new Map<string, Tries>();

  constructor(parts: Omit<DaemonParts, "pool">, catalogue: Catalogue) {
    this.#parts = parts;
    this.#catalogue = catalogue;
  }

  /** A job that is archived may have a session to be registered. */
  hearEvent({ event }: DaemonEvent): void {
    if (event === "archived") this.#wakeUp.ring();
  }

  /** Tells while something runs. With `once` each is told once more when that is over, and waited for. */
  during<T>({ once }: { readonly once: boolean }, run: () => Promise<T>): Promise<T> {
    const begin = (): Promise<void> => (once ? Promise.resolve() : this.#loop());
    const runAll = async (): Promise<T> => {
      const result = await run();
      if (once) await this.#round();
      return result;
    };
    return withLoop(runAll, { abort: this.#abort, wakeUp: this.#wakeUp, begin });
  }

  async #loop(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const wait = await this.#round();
      if (this.#abort.signal.aborted) return;
      await this.#wakeUp.wait(wait, this.#parts.clock);
    }
  }

  /** Returns milliseconds until the next is due, Infinity where none will be; never throws. */
  async #round(): Promise<number> {
    const waits: number[] = [];
    for (const entry of this.#find()) {
      const key = `${entry.manifest} ${entry.digest}`;
      const tries = this.#tries.get(key) ?? { failures: 0, dueAt: 0 };
      this.#tries.set(key, tries);
      const left = tries.dueAt - this.#parts.clock.monotonic();
      const wait = left > 0 ? left : await this.#tell(entry, tries);
      if (this.#abort.signal.aborted) return 0;
      if (wait === undefined) this.#tries.delete(key);
      else waits.push(wait);
    }
    return Math.min(Infinity, ...waits);
  }

  #find(): readonly CatalogueEntry[] {
    const { fileSystem, settings, disk } = this.#parts;
    try {
      // A job whose manifest is still there is not done, and writes its journal itself.
      return listCatalogueEntries(fileSystem, settings.flagFolder).filter(({ manifest }) =>
        isGone(disk, join(settings.flagFolder, manifest)),
      );
    } catch {
      mark("catalogue: a flag folder that can't be read is looked at when the next job is archived");
      return [];
    }
  }

  /** Milliseconds until it is to be told again; undefined: it is registered. */
  async #tell(entry: CatalogueEntry, tries: Tries): Promise<number | undefined> {
    const { clock, random, report, fileSystem, settings } = this.#parts;
    const again = (wait: number): number => {
      tries.dueAt = clock.monotonic() + wait;
      return wait;
    };
    try {
      const pid = await this.#catalogue.register(this.#datasetOf(entry), this.#abort.signal);
      this.#record(entry, { state: "registered", pid });
      removeCatalogueEntry(fileSystem, settings.flagFolder, entry.manifest);
      return undefined;
    } catch (error) {
      if (this.#abort.signal.aborted) return again(0);
      tries.failures += 1;
      const isRefused = error instanceof RiglineError && error.code !== "CATALOGUE_UNREACHABLE";
      mark("catalogue: a session that it does not take holds up nothing, and is told again");
      try {
        if (isRefused) this.#record(entry, { state: "refused", reason: describe(error) });
      } catch {
        mark("catalogue: a refusal that can't be recorded is recorded with the next one");
      }
      const message = `${this.#catalogue.name} is not told of it yet, and is told again: ${messageOf(error)}`;
      if (!isRefused && tries.failures === 1) report({ event: "notice", job: entry.name, message });
      return again(isRefused ? REFUSED_MS : backOffMs(RETRY, tries.failures, random()));
    }
  }

  /** Throws what the disk says of the list of files. */
  #datasetOf({ manifest, digest, ...entry }: CatalogueEntry): CatalogueDataset {
    const { fileSystem, settings } = this.#parts;
    const { flagFolder } = settings;
    const list = InventorySchema.parse(readJson(fileSystem, inventoryPath({ flagFolder, manifest, digest }, "json")));
    const key = createHash("sha256").update(`rigline-catalogue\n${entry.name}\n${digest}`).digest("hex");
    const { files, algorithm, at: listedAt } = list;
    return { ...entry, key, files, algorithm, listedAt };
  }

  /** In the job's journal, where that says something else. */
  #record(
    { manifest, digest, name }: CatalogueEntry,
    told: Pick<Extract<JobRecord, { readonly type: "catalogued" }>, "state" | "pid" | "reason">,
  ): void {
    const { settings, openJournal, report } = this.#parts;
    const path = join(settings.flagFolder, manifest);
    if (!hasJournal(this.#parts, path)) return;
    const journal = openJournal(jobJournalPath(settings.flagFolder, path));
    try {
      const { state } = journal.history();
      const { catalogue: before } = state;
      const isNews = before?.state !== told.state || before.reason !== told.reason || before.pid !== told.pid;
      if (state.digest !== digest || !isNews) return;
      journal.append({ type: "catalogued", digest, ...told });
      const { state: word, pid = null, reason = null } = told;
      report({ event: "catalogued", job: name, state: word, pid, reason });
    } finally {
      journal.close();
    }
  }
}
