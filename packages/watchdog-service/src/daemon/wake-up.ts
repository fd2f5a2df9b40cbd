import type { Clock } from "@rigline/foundation/platform";

/** What a loop sleeps on: it wakes when the time is over or when somebody rings, whichever is first. */
export class WakeUp {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  /** `milliseconds`: Infinity, where there is nothing to look at the clock for. */
  async wait(milliseconds: number, clock: Pick<Clock, "sleep">): Promise<void> {
    if (!this.#rung) {
      const awake = new AbortController();
      this.#wake = () => awake.abort(RUNG);
      const over = milliseconds === Infinity ? untilAborted(awake.signal) : clock.sleep(milliseconds, awake.signal);
      await over.catch(() => undefined);
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}

/** Nobody looks at it, so it need not be made anew for each ring. */
const RUNG = new Error("rung");

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(RUNG), { once: true });
  });
}

/** A loop that goes on until its signal aborts, and sleeps on `wakeUp` in between. */
export interface Loop {
  readonly abort: AbortController;
  readonly wakeUp: WakeUp;
  /** Begins it; resolves when it has ended. */
  readonly begin: () => Promise<void>;
}

/** Runs something with a loop beside it, which is ended and waited for when that is over. */
export async function withLoop<T>(run: () => Promise<T>, { abort, wakeUp, begin }: Loop): Promise<T> {
  const loop = begin();
  try {
    return await run();
  } finally {
    abort.abort();
    wakeUp.ring();
    await loop;
  }
}
