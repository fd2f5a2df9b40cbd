import { mark } from "@rigline/foundation/marks";
import { requireReachable } from "../attempt/require-destination.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { WaitingState } from "../jobs/job-entry.js";
import type { Job } from "../jobs/job.js";
import { orderPlaces, type KnownPlaces } from "../work/places.js";
import { folderAbove } from "./reach.js";

/** A share that is back is noticed after so long at most, and a look. */
const PROBE_MS = 10_000;

/**
 * Looks again at destinations that are away, one look for all the jobs of each: to find that a share is back no job has to be
 * begun, with its journal and its sources.
 */
export class DestinationProbes {
  readonly #parts: DaemonParts;
  readonly #places: KnownPlaces;
  readonly #onBack: (destination: string) => void;
  readonly #abort = new AbortController();
  readonly #underWay = new Map<string, Promise<void>>();
  /** When each may be looked at again, by its folder. */
  readonly #next = new Map<string, number>();

  /** `onBack`: it is there again, as far as a look can tell. */
  constructor(parts: DaemonParts, places: KnownPlaces, onBack: (destination: string) => void) {
    this.#parts = parts;
    this.#places = places;
    this.#onBack = onBack;
  }

  /** Milliseconds until each may be looked at again. */
  get waits(): readonly number[] {
    const now = this.#parts.clock.monotonic();
    return [...this.#next].flatMap(([folder, at]) => (this.#underWay.has(folder) ? [] : [Math.max(1, at - now)]));
  }

  /** Begins what is due of the looks at the destinations that these wait for, and forgets the others. */
  look(waiting: readonly WaitingState[]): void {
    const now = this.#parts.clock.monotonic();
    const away = new Map(
      waiting.flatMap(({ trouble, job }) =>
        trouble === "away" ? [[folderAbove(job.request.destination), job.request] as const] : [],
      ),
    );
    for (const folder of this.#next.keys()) if (!away.has(folder)) this.#next.delete(folder);
    for (const [folder, request] of away) {
      const next = this.#next.get(folder);
      // It was looked at just now, by a job.
      if (next === undefined) this.#next.set(folder, now + PROBE_MS);
      if (next === undefined || next > now || this.#underWay.has(folder)) continue;
      const look = this.#lookAt(request).finally(() => {
        this.#underWay.delete(folder);
        if (this.#next.has(folder)) this.#next.set(folder, this.#parts.clock.monotonic() + PROBE_MS);
      });
      this.#underWay.set(folder, look);
    }
  }

  async stop(): Promise<void> {
    this.#abort.abort("stop");
    await Promise.all(this.#underWay.values());
  }

  /** Never rejects. */
  async #lookAt(request: Job["request"]): Promise<void> {
    const places = orderPlaces("lookAtDestination", this.#places.of(request));
    const { signal } = this.#abort;
    try {
      await requireReachable(this.#parts, request.destination, { signal, places });
    } catch {
      mark("board: a destination that is still away is looked at again");
      return;
    }
    if (signal.aborted) return;
    mark("board: a destination that a look finds there again has a job try it");
    this.#onBack(request.destination);
  }
}
