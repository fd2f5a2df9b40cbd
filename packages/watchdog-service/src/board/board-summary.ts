import type { Clock } from "@rigline/foundation/platform";
import { untilDue, isBusy, isStuck, type JobEntry } from "../jobs/job-entry.js";

/** How things stand, for the loop that decides whether to go on. */
export interface BoardSummary {
  /** Settling, waiting or under way. */
  readonly pending: number;
  /** Under way. */
  readonly busy: number;
  /** With `once`: what can still be done now. */
  readonly doable: number;
  /** Parked, or failed and waiting to be tried again; or an end that can't be seen to. */
  readonly troubled: number;
}

export function summarize(
  entries: Iterable<JobEntry>,
  aside: { readonly settling: number; readonly troubled: number },
  isDue: (entry: JobEntry) => boolean,
): BoardSummary {
  let [waiting, busy, soon, troubled] = [0, 0, 0, aside.troubled];
  for (const entry of entries) {
    const { state } = entry;
    if (isStuck(state)) {
      waiting += 1;
      troubled += 1;
    } else if (isBusy(state)) busy += 1;
    else if (state.kind === "parked") troubled += 1;
    else if (state.kind === "waiting") {
      waiting += 1;
      if (state.retrying) troubled += 1;
      // Waits for nothing but a little time.
      if (isDue(entry) || (state.due.kind === "after" && !state.retrying && state.awaits !== true)) soon += 1;
    }
  }
  const { settling } = aside;
  return { pending: settling + busy + waiting, busy, doable: settling + busy + soon, troubled };
}

/** What each manifest and its journal are, by path, to tell them from what comes later. */
export function stampsOf(entries: Iterable<JobEntry>): ReadonlyMap<string, string> {
  return new Map([...entries].map((entry) => [entry.path, `${entry.fingerprint} ${entry.journalStamp}`]));
}

/** Milliseconds until each waiting job is due, 1 at least: what is due now was begun already, or waits for a place. */
export function dueWaits(entries: Iterable<JobEntry>, clock: Pick<Clock, "now" | "monotonic">): readonly number[] {
  return [...entries].flatMap(({ state }) =>
    state.kind === "waiting" ? [Math.max(1, untilDue(state.due, clock))] : [],
  );
}
