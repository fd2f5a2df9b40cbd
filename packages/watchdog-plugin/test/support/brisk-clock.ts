import { setImmediate } from "node:timers/promises";
import type { Clock } from "@rigline/core";
import { createFakeClock } from "@rigline/core/testing";

/** What is shorter is a pause between two looks; what is longer is a time limit. */
const PAUSE_MS = 1000;

/**
 * A clock on which pauses pass at once, each with a turn of the event loop and a call of `between`, and time limits never: what waits
 * for the real disk is never too late.
 */
export function createBriskClock(between: () => void): Clock {
  const clock = createFakeClock();
  let passed = 0;
  return {
    ...clock,
    now: () => new Date(clock.now().getTime() + passed),
    monotonic: () => clock.monotonic() + passed,
    zone: () => clock.zone(),
    sleep: async (milliseconds, signal) => {
      if (milliseconds > PAUSE_MS) return clock.sleep(milliseconds, signal);
      signal?.throwIfAborted();
      passed += milliseconds;
      between();
      await setImmediate();
      signal?.throwIfAborted();
    },
  };
}
