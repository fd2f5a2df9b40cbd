import { asText } from "@rigline/foundation/errors";
import type { PhaseParts } from "./phase-parts.js";

/** A few times a second is all that a person reads. */
const SHORTEST_PAUSE_MS = 200;

export interface RunnerProgress {
  /** Tells how far it is: the first text at once, then the latest one at the end of each pause. */
  readonly tell: (text: string) => void;
  /** From now on nothing is told, also of what still waits. */
  readonly stop: () => void;
}

export function createProgress(runner: string, { clock, events }: PhaseParts): RunnerProgress {
  let waiting: string | undefined;
  let endPause: (() => void) | undefined;
  let stopped = false;
  const show = (text: string): void => {
    events.emit("runner.progress", { runner, text });
    endPause = clock.after(SHORTEST_PAUSE_MS, () => {
      endPause = undefined;
      const latest = waiting;
      waiting = undefined;
      if (latest !== undefined) show(latest);
    });
  };
  return {
    tell: (text) => {
      if (stopped) return;
      if (endPause === undefined) show(asText(text));
      else waiting = asText(text);
    },
    stop: () => {
      stopped = true;
      endPause?.();
    },
  };
}
