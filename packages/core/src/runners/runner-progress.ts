import { asText } from "./as-text.js";
import type { PhaseParts } from "./phase-parts.js";

/** A few times a second is all that a person reads. */
const SHORTEST_PAUSE_MS = 200;

/** Tells how far a runner is: the first text at once, then the latest one at the end of each pause. */
export function createProgress(runner: string, { clock, events }: PhaseParts): (text: string) => void {
  let waiting: string | undefined;
  let paused = false;
  const show = (text: string): void => {
    events.emit("runner.progress", { runner, text });
    paused = true;
    clock.after(SHORTEST_PAUSE_MS, () => {
      paused = false;
      const latest = waiting;
      waiting = undefined;
      if (latest !== undefined) show(latest);
    });
  };
  return (text) => {
    if (paused) waiting = asText(text);
    else show(asText(text));
  };
}
