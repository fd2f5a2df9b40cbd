import { mark } from "@rigline/foundation/marks";
import type { OrderPlaces } from "./places.js";

/** An order on its way, as far as it matters to what it waits for. */
export interface Visit {
  /** The system has not answered for a while. */
  silent(): void;
  alive(): void;
  /** Nothing goes on with it any more. `answered`: it was done, so all that it touched answers. */
  leave(end: "answered" | "refused" | "stalled"): void;
}

interface Place {
  readonly touched: readonly string[];
  readonly visits: Set<Visit>;
  readonly silent: Set<Visit>;
  /** It hung, and has not answered since. */
  dead: boolean;
}

/** So many orders may wait for one place that does not answer; for one that is known to be dead a single one tries. */
const PER_PLACE = 3;
/** So many may wait in all, at places that were never heard of; and at whatever place. */
const STRANGERS = 16;
/** Processes, for those that wait hold one each. */
export const MOST_HANGING = 24;

/**
 * Which places do not answer. What waits for them is bounded for each, so that a dead share takes neither workers nor
 * turns from what goes elsewhere. A place is the set of volumes that an order touches: which of them hangs is not known.
 */
export class HangingPlaces {
  readonly #places = new Map<string, Place>();
  /** Volumes, each for itself. */
  readonly #answered = new Set<string>();
  readonly #silent = new Set<Visit>();
  readonly #listeners = new Set<() => void>();

  /** Called when orders may go on that could not before. */
  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Whether one more order that touches these would only wait beside those that wait already. */
  isFull(touched: readonly string[]): boolean {
    const most = touched.every((one) => this.#answered.has(one)) ? MOST_HANGING : STRANGERS;
    return this.#silent.size >= most || this.#within(touched).some(isFull);
  }

  /** Whether some of these hung when they were asked last. */
  isDead(touched: readonly string[]): boolean {
    return this.#within(touched).some(({ dead, silent }) => dead || silent.size > 0);
  }

  /** Whether nobody has asked these before, so that it is not known whether they answer. */
  isUnheardOf(touched: readonly string[]): boolean {
    return touched.some((one) => !this.#answered.has(one)) && this.#placeOf(touched).visits.size === 0;
  }

  enter({ waitsFor, shows }: OrderPlaces): Visit {
    const place = this.#placeOf(waitsFor);
    const visit: Visit = {
      silent: () => {
        place.silent.add(visit);
        this.#silent.add(visit);
        this.#tell();
      },
      alive: () => {
        if (!this.#silent.delete(visit)) return;
        place.silent.delete(visit);
        this.#tell();
      },
      leave: (end) => {
        const mattered = this.#silent.delete(visit) || place.dead;
        place.silent.delete(visit);
        place.visits.delete(visit);
        if (end === "stalled") place.dead = true;
        if (end === "answered") this.#answers(shows);
        if (mattered) this.#tell();
      },
    };
    place.visits.add(visit);
    return visit;
  }

  /** What still waits there is a matter of single files, and no longer of the place. */
  #answers(touched: readonly string[]): void {
    for (const one of touched) this.#answered.add(one);
    for (const place of this.#within(touched)) {
      if (place.dead || place.silent.size > 0) {
        mark("work: a place that hung and answers is used again");
        this.#tell();
      }
      place.dead = false;
      for (const visit of place.silent) place.visits.delete(visit);
      place.silent.clear();
    }
  }

  #placeOf(touched: readonly string[]): Place {
    const key = keyOf(touched);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = { touched, visits: new Set<Visit>(), silent: new Set<Visit>(), dead: false };
    this.#places.set(key, place);
    return place;
  }

  /** What touches nothing that is in doubt has no place that could hang. */
  #within(touched: readonly string[]): readonly Place[] {
    return [...this.#places.values()].filter(
      (place) => place.touched.length > 0 && place.touched.every((one) => touched.includes(one)),
    );
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function isFull({ dead, silent, visits }: Place): boolean {
  return (dead || silent.size > 0) && visits.size >= (dead ? 1 : PER_PLACE);
}

function keyOf(touched: readonly string[]): string {
  return [...new Set(touched)].toSorted().join("\n");
}
