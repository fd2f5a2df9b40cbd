import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace, placeAbove } from "@rigline/foundation/paths";
import { jobJournalPath } from "@rigline/manifest";
import { requireReachable } from "../attempt/require-destination.js";
import { claimOf, storeAt } from "../destinations/store-places.js";
import { backOffMs } from "../errors/back-off.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { growingRecordsOf, stagingOf, type GoneJob } from "../jobs/job.js";
import { isDeleted } from "../jobs/manifest-fate.js";
import { KnownPlaces, orderPlaces } from "../work/places.js";
import { workerOf } from "../publish/staging-place.js";

interface Removal {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/**
 * Removes copies that were begun and that nobody wants any more: of a manifest that was deleted, replaced, or sent
 * elsewhere. What can't be removed now is told once, tried again for as long as the daemon runs, and found again in the
 * journals by the next one.
 */
export class Leftovers {
  readonly #parts: DaemonParts;
  readonly #places: KnownPlaces;
  readonly #onTried: () => void;
  /** By staging folder. */
  readonly #removals = new Map<string, Removal>();
  #trying = 0;

  constructor(parts: DaemonParts, onTried: () => void) {
    this.#parts = parts;
    this.#places = new KnownPlaces(parts);
    this.#onTried = onTried;
  }

  /** Those that are tried for the first time. */
  get trying(): number {
    return this.#trying;
  }

  clear(jobs: readonly GoneJob[]): void {
    for (const job of jobs) {
      const path = stagingOf(job, workerOf(this.#parts.settings));
      if (this.#removals.has(path)) continue;
      const abort = new AbortController();
      this.#trying += 1;
      this.#removals.set(path, { abort, done: this.#remove(job, path, abort.signal) });
    }
  }

  /** Somebody wants it again, or looks after it: returns when nothing removes it any more. */
  async keep(job: GoneJob): Promise<void> {
    const removal = this.#removals.get(stagingOf(job, workerOf(this.#parts.settings)));
    if (removal === undefined) return;
    mark("gone: a copy that is wanted again is removed no further");
    removal.abort.abort();
    await removal.done;
  }

  async stop(): Promise<void> {
    for (const { abort } of this.#removals.values()) abort.abort();
    await Promise.all([...this.#removals.values()].map(({ done }) => done));
  }

  /** Never rejects. */
  async #remove(job: GoneJob, path: string, signal: AbortSignal): Promise<void> {
    const { clock, settings, random } = this.#parts;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const failure = await this.#tryRemoving(job, path, signal);
      if (attempt === 1) {
        this.#trying -= 1;
        this.#onTried();
        if (failure !== undefined && !signal.aborted) this.#tell(job, path, failure);
      }
      if (failure === undefined) {
        mark("gone: an unfinished copy that nobody wants any more is removed");
        break;
      }
      mark("gone: an unfinished copy that can't be removed yet is tried again");
      await clock.sleep(backOffMs(settings.retry, attempt, random()), signal).catch(() => undefined);
    }
    this.#removals.delete(path);
  }

  async #tryRemoving(job: GoneJob, path: string, signal: AbortSignal): Promise<string | undefined> {
    // Lets the caller note that it is under way.
    await Promise.resolve();
    const { pool, settings } = this.#parts;
    this.#places.refresh();
    const request = { destination: placeAbove(job.target), modalities: {}, schemas: [] };
    const places = orderPlaces("removeTree", this.#places.of(request));
    const look = (): Promise<void> => requireReachable(this.#parts, request.destination, { signal, places });
    try {
      await look();
      if (isRemotePlace(job.target)) {
        const order = {
          kind: "clearStore",
          store: storeAt(this.#parts, job.target),
          claim: claimOf(this.#parts, job),
        } as const;
        await pool.run(order, { signal, places });
      } else
        for (const unwanted of [growingRecordsOf(job, workerOf(settings)), path])
          await pool.run({ kind: "removeTree", path: unwanted }, { signal, places });
      // What a share took along that went away meanwhile is out of sight, and not removed.
      await look();
      this.#record(job, path);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  /** Only where the manifest is gone: else its job has the journal open, and knows. */
  #record({ manifest }: GoneJob, path: string): void {
    if (!isDeleted(this.#parts, manifest)) return;
    const journal = this.#parts.openJournal(jobJournalPath(this.#parts.settings.flagFolder, manifest));
    try {
      journal.append({ type: "cleared", path });
    } finally {
      journal.close();
    }
  }

  #tell({ name }: GoneJob, path: string, reason: string): void {
    const message = `${path}, an unfinished copy that is no longer wanted, can't be removed yet and is tried again: ${reason}`;
    this.#parts.report({ event: "notice", job: name, message });
  }
}
