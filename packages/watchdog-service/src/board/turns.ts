import type { Clock } from "@rigline/foundation/platform";
import type { JobOrder } from "@rigline/manifest";
import type { JobEntry, RunningState, WaitingState } from "../jobs/job-entry.js";
import type { JobPlaces } from "../work/places.js";
import { folderAbove, type Reach } from "./reach.js";

/** So many endpoints may be asked at once, each as often as there are places for data. */
const ENDPOINTS = 8;

/**
 * Who may begin beside those who are at work. A job that waits for the service or for a share that does not answer holds
 * no place of the data; a destination that has nothing under way gets a place beside those that are taken; a place that is
 * known to be dead or away is tried by one at a time.
 */
export class Turns {
  readonly #jobs: number;
  readonly #reach: Reach;
  readonly #destinations = new Map<string, number>();
  readonly #folders = new Set<string>();
  readonly #endpoints = new Map<string, number>();
  readonly #full = new Set<string | null>();
  #data = 0;
  #asking = 0;

  constructor(
    running: Iterable<RunningState>,
    options: {
      readonly jobs: number;
      readonly reach: Reach;
    },
  ) {
    this.#jobs = options.jobs;
    this.#reach = options.reach;
    for (const { needs, job, places, silent } of running) this.#note(job, needs, places, silent > 0);
  }

  /** Whether the job may begin now; then it counts as begun. */
  take(state: WaitingState, places: JobPlaces): boolean {
    const { job, needs } = state;
    const { endpoint, request } = job;
    // Who needs the same waits with it, and there may be a thousand of them.
    const same =
      needs === "service"
        ? endpoint
        : [places.destination, folderAbove(request.destination), ...places.sources].join("\n");
    if (this.#full.has(same)) return false;
    if (needs === "service" ? this.mayAsk(endpoint) : this.#mayWork(request.destination, places)) {
      this.#note(job, needs, places, false);
      return true;
    }
    this.#full.add(same);
    return false;
  }

  mayAsk(endpoint: string | null): boolean {
    const same = this.#endpoints.get(serviceOf(endpoint)) ?? 0;
    return endpoint === null || (same < this.#jobs && this.#asking < this.#jobs * ENDPOINTS);
  }

  #mayWork(destination: string, places: JobPlaces): boolean {
    const there = this.#destinations.get(places.destination) ?? 0;
    const hasRoom = this.#data < this.#jobs || (there === 0 && this.#data < 2 * this.#jobs);
    if (there > 0 && !hasRoom) return false;
    if (!this.#reach.mayTry(destination, places)) return false;
    if (this.#reach.isAway(destination) && this.#folders.has(folderAbove(destination))) return false;
    return this.#reach.isDead(places) ? there === 0 : hasRoom;
  }

  #note(
    { endpoint, request }: WaitingState["job"],
    needs: WaitingState["needs"],
    places: JobPlaces,
    silent: boolean,
  ): void {
    if (needs === "service") {
      this.#asking += 1;
      add(this.#endpoints, serviceOf(endpoint));
      return;
    }
    add(this.#destinations, places.destination);
    this.#folders.add(folderAbove(request.destination));
    if (!silent && !this.#reach.isDead(places)) this.#data += 1;
  }
}

/** While some wait that were never tried, the others begin no faster than this: each takes its time of the one loop. */
const RETRY_PACE_MS = 250;

/** How fast jobs are tried again beside others that were never tried. */
export class RetryPace {
  readonly #clock: Pick<Clock, "monotonic">;
  #retriedAt = -Infinity;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** Whether a job may be tried now; `newcomers`: some wait that were never tried. */
  allows({ retrying }: Pick<WaitingState, "retrying">, newcomers: boolean): boolean {
    return !retrying || !newcomers || this.waits.length === 0;
  }

  /** Milliseconds until another may be tried again beside newcomers, if not now. */
  get waits(): readonly number[] {
    const left = this.#retriedAt + RETRY_PACE_MS - this.#clock.monotonic();
    return left > 0 ? [left] : [];
  }

  noteRetry(): void {
    this.#retriedAt = this.#clock.monotonic();
  }
}

/**
 * What was never tried comes first, each session before any further copy: the most urgent of it, then the oldest or the smallest; what
 * was tried before follows in the order in which it is due.
 */
export function inTurn<Entry extends Pick<JobEntry, "since" | "bytes"> & { readonly state: WaitingState }>(
  waiting: readonly Entry[],
  clock: Pick<Clock, "now" | "monotonic">,
  order: JobOrder,
): readonly Entry[] {
  const [wall, monotonic] = [clock.now().getTime(), clock.monotonic()];
  const ranked = waiting.map((entry) => {
    const { due, job } = entry.state;
    const retrying = entry.state.retrying || entry.state.awaits !== undefined;
    const left = due.kind === "wall" ? due.at.getTime() - wall : due.at - monotonic;
    const size = order === "smallest" && !retrying ? (entry.bytes ?? Number.MAX_VALUE) : 0;
    return {
      entry,
      ranks: [
        Number(retrying),
        Number(job.copyOf !== undefined),
        -job.priority,
        size,
        retrying ? left : entry.since,
        left,
      ],
    };
  });
  ranked.sort(({ ranks: one }, { ranks: other }) => firstDifference(one, other));
  return ranked.map(({ entry }) => entry);
}

function firstDifference(one: readonly number[], other: readonly number[]): number {
  for (const [index, rank] of one.entries()) {
    const difference = rank - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function serviceOf(endpoint: string | null): string {
  return endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint).host : String(endpoint);
}
