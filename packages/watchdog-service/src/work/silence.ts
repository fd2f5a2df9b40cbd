import type { Clock } from "@rigline/foundation/platform";

export interface Silence {
  /** Something was heard: the time begins anew. */
  heard(): void;
  stop(): void;
}

/** Calls back each time that nothing was heard for so long. */
export function listenForSilence(clock: Pick<Clock, "after">, milliseconds: number, callback: () => void): Silence {
  let stopped = false;
  let cancel = clock.after(milliseconds, callback);
  return {
    heard: () => {
      cancel();
      if (!stopped) cancel = clock.after(milliseconds, callback);
    },
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
