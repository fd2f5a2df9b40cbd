import type { Clock } from "@rigline/foundation/platform";

/** More than a person reads or a screen shows: 1 MB a second, and twice as much at once. */
const BYTES_PER_SECOND = 1_000_000;
const AT_ONCE = 2_000_000;

export interface FloodGauge {
  /** Whether these bytes come faster than it is worth to look at each line. */
  isFlood(bytes: number): boolean;
}

/** Tells a flood of output from what programs print otherwise: a bucket that runs out at a fixed rate. */
export function createFloodGauge(clock: Pick<Clock, "monotonic">): FloodGauge {
  let filled = 0;
  let at = clock.monotonic();
  return {
    isFlood: (bytes) => {
      const now = clock.monotonic();
      filled = Math.max(0, filled - ((now - at) / 1000) * BYTES_PER_SECOND);
      at = now;
      if (filled + bytes > AT_ONCE) return true;
      filled += bytes;
      return false;
    },
  };
}
