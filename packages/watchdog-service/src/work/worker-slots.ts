import { MOST_HANGING } from "./hanging-places.js";

/** A place at the work. */
export interface Slot {
  /** Lets another work beside its holder, who waits for the system; as far as there are not too many who wait. */
  lend(): void;
  giveBack(): void;
}

/** So many may work at once; the others wait in line. */
export class WorkerSlots {
  readonly #waiting: ((slot: Slot) => void)[] = [];
  #free: number;
  #lent = 0;

  constructor(count: number) {
    this.#free = count;
  }

  take(): Promise<Slot> {
    if (this.#free === 0) return new Promise((resolve) => void this.#waiting.push(resolve));
    this.#free -= 1;
    return Promise.resolve(this.#slot());
  }

  #slot(): Slot {
    let holds: "place" | "loan" | "nothing" = "place";
    return {
      lend: () => {
        if (holds !== "place" || this.#lent >= MOST_HANGING) return;
        holds = "loan";
        this.#lent += 1;
        this.#passOn();
      },
      giveBack: () => {
        if (holds === "place") this.#passOn();
        else if (holds === "loan") this.#lent -= 1;
        holds = "nothing";
      },
    };
  }

  #passOn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next(this.#slot());
  }
}
