import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import { endWorker } from "./patient-run.js";
import type { Worker } from "./worker.js";

/** So long one stays for the next order: a process holds its memory for as long as it lives. */
const IDLE_MS = 60_000;

/** Workers that have nothing to do, for a while. */
export class IdleWorkers {
  readonly #most: number;
  readonly #clock: Clock;
  /** With what takes back its end. */
  readonly #resting: { readonly worker: Worker; readonly stay: () => void }[] = [];

  constructor(most: number, clock: Clock) {
    this.#most = most;
    this.#clock = clock;
  }

  /** The one that was put there last, so that the others may end. */
  take(): Worker | undefined {
    for (let one = this.#resting.pop(); one !== undefined; one = this.#resting.pop()) {
      one.stay();
      if (one.worker.usable) return one.worker;
    }
    return undefined;
  }

  /** `isNew`: it is not ready yet, and whoever is goes first. */
  put(worker: Worker, isNew = false): void {
    if (!worker.usable || this.#resting.length >= this.#most) return void endWorker(worker, this.#clock);
    const stay = this.#clock.after(IDLE_MS, () => {
      mark("work: a worker that has had nothing to do for a minute is ended");
      this.#resting.splice(
        this.#resting.findIndex((one) => one.worker === worker),
        1,
      );
      void endWorker(worker, this.#clock);
    });
    if (isNew) this.#resting.unshift({ worker, stay });
    else this.#resting.push({ worker, stay });
  }

  /** Whoever ends the workers himself. */
  forget(): void {
    for (const { stay } of this.#resting.splice(0)) stay();
  }
}
