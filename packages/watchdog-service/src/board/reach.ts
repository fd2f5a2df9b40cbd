import { dirname, resolve } from "node:path";
import { isRemotePlace, remoteRoot } from "@rigline/foundation/paths";
import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { AWAY_MS } from "../attempt/end-attempt.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { WaitingState } from "../jobs/job-entry.js";
import type { HangingPlaces } from "../work/hanging-places.js";
import { KnownPlaces, type JobPlaces } from "../work/places.js";

/**
 * What is known of the places that jobs need: the volumes that do not answer, and the folders above destinations that were
 * not there when they were looked for last. One job at a time looks for such a folder again; when it gets there, all that
 * wait for it are due.
 */
export class Reach {
  readonly places: KnownPlaces;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #hanging: HangingPlaces;
  readonly #once: boolean;
  /** When it may be looked for again, and how long that is waited, by folder. */
  readonly #until = new Map<string, { readonly at: number; readonly waitMs: number }>();
  /** Seen to be waiting for a place that does not answer. */
  readonly #hung = new WeakSet<WaitingState>();

  /** `once`: each job is tried once, whatever is known of its places. */
  constructor(parts: DaemonParts, { once }: { readonly once: boolean }) {
    this.places = new KnownPlaces(parts);
    this.#clock = parts.clock;
    this.#hanging = parts.pool.hanging;
    this.#once = once;
  }

  /** False: a job of these places would only wait, or look for what was missed just now. */
  mayTry(destination: string, places: JobPlaces): boolean {
    if (this.#once) return true;
    const lookedForAt = this.#until.get(folderAbove(destination))?.at ?? 0;
    return !this.#hanging.isFull(touched(places)) && this.#clock.monotonic() >= lookedForAt;
  }

  /** It was not there when it was looked for last. */
  isAway(destination: string): boolean {
    return !this.#once && this.#until.has(folderAbove(destination));
  }

  isDead(places: JobPlaces): boolean {
    return !this.#once && this.#hanging.isDead(touched(places));
  }

  /** Whether a job waited for a place that did not answer, and does now. */
  answersAgain(state: WaitingState): boolean {
    if (state.trouble !== "hanging") return false;
    const places = touched(this.places.of(state.job.request));
    const hangs = this.#hanging.isFull(places) || this.#hanging.isDead(places);
    if (hangs) this.#hung.add(state);
    if (hangs || !this.#hung.has(state)) return false;
    mark("board: a place that hung and answers wakes who waits for it");
    return true;
  }

  /** Milliseconds until each folder may be looked for again. */
  get waits(): readonly number[] {
    const now = this.#clock.monotonic();
    return [...this.#until.values()].flatMap(({ at }) => (at > now ? [at - now] : []));
  }

  /** `jobWaitMs`: what the job waits by itself; the folder's wait grows with every look, whoever looks. */
  missed(destination: string, jobWaitMs: number): void {
    const folder = folderAbove(destination);
    const before = this.#until.get(folder)?.waitMs ?? 0;
    const waitMs = Math.min(AWAY_MS, Math.max(jobWaitMs, 2 * before));
    this.#until.set(folder, { at: this.#clock.monotonic() + waitMs, waitMs });
  }

  /** Lets one job look for it now. */
  mayBeBack(destination: string): void {
    const away = this.#until.get(folderAbove(destination));
    if (away !== undefined) this.#until.set(folderAbove(destination), { ...away, at: this.#clock.monotonic() });
  }

  /** True when it had been away. */
  reached(destination: string): boolean {
    return this.#until.delete(folderAbove(destination));
  }
}

function touched({ sources, destination }: JobPlaces): readonly string[] {
  return [...sources, destination];
}

/** Which jobs wait because this destination was not there. */
export function isAwayAt(destination: string): (state: WaitingState) => boolean {
  const folder = folderAbove(destination);
  return ({ trouble, job }) => trouble === "away" && folderAbove(job.request.destination) === folder;
}

const folders = new Map<string, string>();
const MOST_FOLDERS = 1000;

/** The folder that has to be there: of the way to the data only the last one is made. */
export function folderAbove(destination: string): string {
  const known = folders.get(destination);
  if (known !== undefined) return known;
  const folder = isRemotePlace(destination) ? remoteRoot(destination) : dirname(resolve(destination));
  // A thousand jobs that wait name few destinations, and are gone through each time that one of them ends.
  if (folders.size >= MOST_FOLDERS) folders.clear();
  folders.set(destination, folder);
  return folder;
}
