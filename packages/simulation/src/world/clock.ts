import { type Clock, sleepBy } from "@rigline/foundation/platform";

interface Timer {
  readonly due: number;
  readonly order: number;
  fire: (() => void) | undefined;
}

/** Time of the whole world: it moves from one timer to the next, and only when it is told to. */
export class SimulatedTime {
  #elapsed = 0;
  #order = 0;
  #wallStart: number;
  /** A heap: the next one first. */
  readonly #timers: Timer[] = [];
  readonly zone: string;

  constructor(start: Date, zone: string) {
    this.#wallStart = start.getTime();
    this.zone = zone;
  }

  /** Milliseconds since the world began; never jumps. */
  get elapsed(): number {
    return this.#elapsed;
  }

  now(): Date {
    return new Date(this.wall);
  }

  /** Milliseconds since 1970. */
  get wall(): number {
    return this.#wallStart + this.#elapsed;
  }

  /** Moves the wall clock alone: a person or a time server set it, or the computer slept. */
  jump(milliseconds: number): void {
    this.#wallStart += milliseconds;
  }

  /** Time that passes while the only thread there is waits. */
  block(milliseconds: number): void {
    this.#elapsed += milliseconds;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer: Timer = { due: this.#elapsed + Math.max(0, milliseconds), order: this.#order++, fire: callback };
    push(this.#timers, timer);
    return () => {
      timer.fire = undefined;
    };
  }

  /** Goes to the next timer and calls it. False when there is none. */
  step(): boolean {
    for (;;) {
      const [timer] = this.#timers;
      if (timer === undefined) return false;
      pop(this.#timers);
      if (timer.fire === undefined) continue;
      this.#elapsed = Math.max(this.#elapsed, timer.due);
      timer.fire();
      return true;
    }
  }

  /** The clock of one process. When that has died, nothing is called any more. */
  of(isAlive: () => boolean): Clock {
    const after = (milliseconds: number, callback: () => void): (() => void) =>
      this.after(milliseconds, () => isAlive() && callback());
    return {
      now: () => this.now(),
      monotonic: () => this.#elapsed,
      zone: () => this.zone,
      after,
      // No process of the machine that simulates.
      keepAlive: { hold: () => undefined, release: () => undefined },
      sleep: sleepBy(after),
    };
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}

function push(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  for (let above = (index - 1) >> 1; index > 0; above = (index - 1) >> 1) {
    const parent = heap[above] as Timer;
    if (!isBefore(timer, parent)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let below = 2 * index + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isBefore(heap[below + 1] as Timer, heap[below] as Timer)) below += 1;
    const child = heap[below] as Timer;
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = below;
  }
  heap[index] = last;
}
