import type { Clock } from "@rigline/foundation/platform";
import { limitNow, type LimitedHours } from "./limited-hours.js";

/** So often a limit that has changed is noticed by those who wait, and who waits gives a sign of life. */
const TICK_MS = 250;
/** What nobody used may be used later, for so long. */
const SPARE_SECONDS = 0.25;
/** Who has a limit asks again after what it lets through in this time, */
const ASK_SECONDS = 0.1;
const LEAST_BYTES = 64 * 1024;
/** and who has none after so much. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Whom the workers ask when they have sent or fetched something. */
export interface Bandwidth {
  /**
   * Resolves when these bytes, which were sent or fetched just now, are within the limit, with how many more there may be before
   * it is asked again. `onWaiting` is called now and then until then: it is the limit that waits, and not the system.
   */
  spend(bytes: number, onWaiting: () => void): Promise<number>;
  /** Whether just now whatever else runs on the rig goes first; absent: never. */
  readonly yields?: boolean;
}

interface Waiting {
  /** Of all bytes that were asked for, up to which. */
  readonly upTo: number;
  readonly go: (more: number) => void;
  readonly onWaiting: () => void;
}

/** Holds all workers together to what the hour allows; who asked first goes on first. */
export class BandwidthLimiter implements Bandwidth {
  readonly #hours: readonly LimitedHours[];
  readonly #clock: Pick<Clock, "now" | "monotonic" | "zone" | "after">;
  #asked = 0;
  /** Of these the limit has let through so many; more, by what is spare. */
  #allowed = 0;
  #looked: number;
  #waiting: Waiting[] = [];
  #isTicking = false;
  /** Bytes in a second, whatever the hour allows; undefined: only the hour counts. */
  #throttle: number | undefined;

  constructor(hours: readonly LimitedHours[], clock: Pick<Clock, "now" | "monotonic" | "zone" | "after">) {
    this.#hours = hours;
    this.#clock = clock;
    this.#looked = clock.monotonic();
  }

  spend(bytes: number, onWaiting: () => void): Promise<number> {
    this.#look();
    this.#asked += bytes;
    return new Promise((go) => {
      this.#waiting.push({ upTo: this.#asked, go, onWaiting });
      this.#letGo();
    });
  }

  /** From now on no faster than this; undefined: as fast as the hour allows. Who waits notices it soon. */
  throttle(bytesPerSecond: number | undefined): void {
    if (bytesPerSecond === this.#throttle) return;
    // What came until now was under the limit before.
    this.#look();
    this.#throttle = bytesPerSecond;
    this.#letGo();
  }

  get throttled(): number | undefined {
    return this.#throttle;
  }

  #limit(): number | undefined {
    const limit = limitNow(this.#hours, this.#clock);
    if (this.#throttle === undefined) return limit;
    return limit === undefined ? this.#throttle : Math.min(limit, this.#throttle);
  }

  #look(): void {
    const now = this.#clock.monotonic();
    const limit = this.#limit();
    const more = ((now - this.#looked) * (limit ?? 0)) / 1000;
    this.#looked = now;
    this.#allowed =
      limit === undefined ? this.#asked : Math.min(this.#allowed + more, this.#asked + limit * SPARE_SECONDS);
  }

  #letGo(): void {
    const limit = this.#limit();
    if (limit === undefined) this.#allowed = Math.max(this.#allowed, this.#asked);
    const more = limit === undefined ? MOST_BYTES : Math.min(MOST_BYTES, Math.max(LEAST_BYTES, limit * ASK_SECONDS));
    const first = this.#waiting.findIndex(({ upTo }) => upTo > this.#allowed);
    for (const { go } of this.#waiting.splice(0, first === -1 ? this.#waiting.length : first)) go(more);
    const [next] = this.#waiting;
    if (next === undefined || limit === undefined || this.#isTicking) return;
    this.#isTicking = true;
    const milliseconds = ((next.upTo - this.#allowed) * 1000) / limit;
    this.#clock.after(Math.min(TICK_MS, Math.ceil(milliseconds)), () => {
      this.#isTicking = false;
      this.#look();
      this.#letGo();
      for (const { onWaiting } of this.#waiting) onWaiting();
    });
  }
}
