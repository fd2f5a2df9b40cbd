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
  async wait(milliseconds: number, clock: Pick<Clock, "after" | "keepAlive">): Promise<void> {
    if (!this.#rung) await this.#awake(milliseconds, clock);
    this.#rung = false;
  }

  /** Without a signal: to make one, and to abort it, is most of what a loop that is rung often does. */
  async #awake(milliseconds: number, clock: Pick<Clock, "after" | "keepAlive">): Promise<void> {
    const isTimed = milliseconds !== Infinity;
    if (isTimed) clock.keepAlive.hold();
    await new Promise<void>((resolve) => {
      const cancel = isTimed ? clock.after(milliseconds, resolve) : () => {};
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    if (isTimed) clock.keepAlive.release();
    this.#wake = undefined;
  }
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
