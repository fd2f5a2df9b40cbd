import { type Clock, sleepBy } from "../platform/index.js";

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /**
   * Moves time forward and calls what falls due, in order of its time, then of its registration. What is awaited on a
   * timer runs before the next timer is looked at, so a callback may set new timers and they count.
   */
  advance(milliseconds: number): Promise<void>;
  /** Moves to the next timer, whenever it is. False when there is none. */
  advanceToNext(): Promise<boolean>;
  /** Moves the wall clock alone, as a person or NTP does; timers and `monotonic` take no notice. */
  setWallTime(now: Date): void;
  /** Milliseconds to the next timer; undefined when there is none. */
  readonly nextIn: number | undefined;
  /** Timers that have been set and have neither fired nor been cancelled. */
  readonly pending: number;
}

export interface FakeClockOptions {
  /** Where the wall clock starts; 2026-07-14T16:05:00Z when absent. */
  readonly now?: Date | string;
  /** `America/Los_Angeles` when absent. */
  readonly zone?: string;
}

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Time moved by hand. Nothing here waits for real time. */
export function createFakeClock(options: FakeClockOptions = {}): FakeClock {
  let wallStart = new Date(options.now ?? "2026-07-14T16:05:00Z").getTime();
  let elapsed = 0;
  let order = 0;
  const timers = new Set<Timer>();

  const set = (milliseconds: number, callback: () => void): (() => void) => {
    const timer: Timer = {
      due: elapsed + Math.max(0, milliseconds),
      order: order++,
      fire: () => {
        timers.delete(timer);
        callback();
      },
    };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const next = (): Timer | undefined =>
    [...timers].sort((left, right) => left.due - right.due || left.order - right.order)[0];
  const moveTo = async (target: number): Promise<void> => {
    await settleMicrotasks();
    for (let timer = next(); timer !== undefined && timer.due <= target; timer = next()) {
      elapsed = Math.max(elapsed, timer.due);
      timer.fire();
      await settleMicrotasks();
    }
    elapsed = Math.max(elapsed, target);
  };

  return {
    now: () => new Date(wallStart + elapsed),
    monotonic: () => elapsed,
    zone: () => options.zone ?? "America/Los_Angeles",
    sleep: sleepBy(set),
    after: set,
    keepAlive: { hold: () => undefined, release: () => undefined },
    advance: (milliseconds) => moveTo(elapsed + milliseconds),
    advanceToNext: async () => {
      await settleMicrotasks();
      const timer = next();
      if (timer !== undefined) await moveTo(timer.due);
      return timer !== undefined;
    },
    setWallTime: (now) => {
      wallStart = now.getTime() - elapsed;
    },
    get nextIn() {
      const timer = next();
      return timer === undefined ? undefined : Math.max(0, timer.due - elapsed);
    },
    get pending() {
      return timers.size;
    },
  };
}

/** Lets every chain of promises that is already settled run to its end: setImmediate comes after all microtasks. */
function settleMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
