import type { Clock } from "../platform/clock.js";
import type { ProcessRequest } from "./process-exit.js";

export type StopReason = "timeout" | "cancelled";

/** Node's timers overflow above this, and then fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface Stop {
  /** Resolves with the first reason to end the child; the one that comes later is not heard. */
  readonly reason: Promise<StopReason>;
  dispose(): void;
}

export function watchForStop({ signal, timeoutMs }: ProcessRequest, clock: Clock): Stop {
  const disposals: (() => void)[] = [];
  const reason = new Promise<StopReason>((resolve) => {
    const onAbort = (): void => resolve("cancelled");
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    disposals.push(() => signal?.removeEventListener("abort", onAbort));
    if (timeoutMs !== undefined && timeoutMs <= LONGEST_TIMER_MS) {
      disposals.push(clock.after(timeoutMs, () => resolve("timeout")));
    }
  });
  return {
    reason,
    dispose: () => {
      for (const dispose of disposals) dispose();
    },
  };
}
