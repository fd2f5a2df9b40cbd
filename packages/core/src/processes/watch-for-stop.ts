import type { Clock } from "@rigline/foundation/platform";
import type { ProcessRequest } from "./process-exit.js";

export type StopReason = "timeout" | "cancelled";

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
    if (timeoutMs !== undefined) disposals.push(clock.after(timeoutMs, () => resolve("timeout")));
  });
  return {
    reason,
    dispose: () => {
      for (const dispose of disposals) dispose();
    },
  };
}
