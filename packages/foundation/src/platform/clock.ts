import { readZone } from "../time/zone.js";
import { createKeepAlive, type KeepAlive } from "./keep-alive.js";

/** Time, behind a port: tests advance it by hand. */
export interface Clock {
  /** The wall clock. */
  now(): Date;
  /** Milliseconds from an arbitrary start; never jumps back. */
  monotonic(): number;
  /** The IANA name of the rig's time zone, such as `America/Los_Angeles`; `UTC` where the system's own can't be told. */
  zone(): string;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after so many milliseconds; the returned function cancels it. Does not keep the process alive. */
  after(milliseconds: number, callback: () => void): () => void;
  /** For whoever waits for what is no timer: `after` does not keep the process alive, nor does a promise. */
  readonly keepAlive: KeepAlive;
}

/** A longer timer of Node's would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => {
    // Not `performance.now`, whose module takes each process 2 ms to load.
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  },
  zone: readZone,
  sleep: sleepBy((milliseconds, callback) => startTimer(milliseconds, true, callback)),
  after: (milliseconds, callback) => startTimer(milliseconds, false, callback),
  keepAlive: createKeepAlive(),
};

/** A clock's `sleep`, by its timers. `start`: calls back once; what it returns cancels that. */
export function sleepBy(start: Clock["after"]): Clock["sleep"] {
  return (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const onAbort = (): void => {
        cancel();
        reject(signal?.reason as Error);
      };
      const cancel = start(milliseconds, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
}

function startTimer(milliseconds: number, keepsAlive: boolean, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    const step = Math.min(left, LONGEST_TIMER_MS);
    timer = setTimeout(() => (left > step ? arm(left - step) : callback()), step);
    if (!keepsAlive) timer.unref();
  };
  arm(milliseconds);
  return () => clearTimeout(timer);
}
