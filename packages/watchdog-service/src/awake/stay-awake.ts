import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";

/** What is over sooner outlasts no computer's patience, and costs no process. */
const BEGIN_MS = 10_000;
/** From one copy to the next the same process stays. */
const LINGER_MS = 60_000;

/** Keeps the computer awake until the answer is called. `onFailed`: it does not, or no more, and why. */
export type KeepAwake = (onFailed: (why: string) => void) => () => void;

interface StayAwakeParts {
  readonly clock: Pick<Clock, "after">;
  readonly keepAwake: KeepAwake;
  /** Told once. */
  readonly warn: (message: string) => void;
}

/** Lets the computer not go to sleep while somebody holds it. That it can't is told once, and no trouble. */
export class StayAwake {
  readonly #parts: StayAwakeParts;
  #holders = 0;
  #cancel: () => void = () => {};
  #letSleep: (() => void) | undefined;
  #isTold = false;

  constructor(parts: StayAwakeParts) {
    this.#parts = parts;
  }

  /** The answer lets go. */
  hold(): () => void {
    this.#holders += 1;
    if (this.#holders === 1) this.#wait(this.#letSleep === undefined ? BEGIN_MS : undefined, () => this.#begin());
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holders -= 1;
      if (this.#holders > 0) return;
      this.#wait(this.#letSleep === undefined ? undefined : LINGER_MS, () => this.end());
    };
  }

  /** The computer may go to sleep at once. */
  end(): void {
    this.#cancel();
    this.#letSleep?.();
    this.#letSleep = undefined;
  }

  /** Instead of what was waited for before. */
  #wait(milliseconds: number | undefined, then: () => void): void {
    this.#cancel();
    this.#cancel = milliseconds === undefined ? (): void => {} : this.#parts.clock.after(milliseconds, then);
  }

  #begin(): void {
    this.#letSleep = this.#parts.keepAwake((why) => {
      mark("awake: a computer that can't be kept awake copies all the same");
      this.#letSleep = undefined;
      if (this.#isTold) return;
      this.#isTold = true;
      this.#parts.warn(
        `the computer may go to sleep while it copies, for it can't be kept awake: ${why}. The copy goes on when it wakes up; \`rigline: {stay_awake: false}\` in the watch config asks for nothing`,
      );
    });
  }
}
