import type { Clock } from "@rigline/foundation/platform";

/** What a loop sleeps on: it wakes when the time is over or when somebody rings, whichever is first. */
export class WakeUp {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  async wait(milliseconds: number, clock: Pick<Clock, "sleep">): Promise<void> {
    if (!this.#rung) {
      const awake = new AbortController();
      this.#wake = () => awake.abort();
      await clock.sleep(milliseconds, awake.signal).catch(() => undefined);
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
