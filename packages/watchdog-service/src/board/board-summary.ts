import { basename } from "node:path";
import type { Clock } from "@rigline/foundation/platform";
import { sessionFileOf } from "@rigline/manifest";
import { untilDue, isBusy, isStuck, type JobEntry, type WaitingState } from "../jobs/job-entry.js";

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
  entries: ReadonlyMap<string, JobEntry>,
  aside: { readonly settling: number; readonly troubled: number },
  {
    isDue,
    isStopped,
  }: { readonly isDue: (entry: JobEntry) => boolean; readonly isStopped: (state: WaitingState) => boolean },
): BoardSummary {
  let [waiting, busy, soon, troubled] = [0, 0, 0, aside.troubled];
  const stopped = sessionsThatStopped(entries);
  for (const entry of entries.values()) {
    const { state } = entry;
    if (isStuck(state)) {
      waiting += 1;
      troubled += 1;
    } else if (isBusy(state)) busy += 1;
    else if (state.kind === "parked") troubled += 1;
    else if (state.kind === "waiting") {
      if (!stopped.has(entry)) waiting += 1;
      if (isStopped(state)) {
        troubled += 1;
        continue;
      }
      if (state.retrying) troubled += 1;
      // Waits for nothing but a little time.
      if (isDue(entry) || (state.due.kind === "after" && !state.retrying && state.awaits === undefined)) soon += 1;
    }
  }
  const { settling } = aside;
  return { pending: settling + busy + waiting, busy, doable: settling + busy + soon, troubled };
}

/** Those that wait for further copies of which each is set aside or held: without a person nothing becomes of them. */
function sessionsThatStopped(entries: ReadonlyMap<string, JobEntry>): ReadonlySet<JobEntry> {
  const awaiting: JobEntry[] = [];
  for (const entry of entries.values())
    if (entry.state.kind === "waiting" && entry.state.awaits === "copies") awaiting.push(entry);
  if (awaiting.length === 0) return new Set();
  const goesOn = new Map<string, boolean>();
  for (const { path, state } of entries.values()) {
    const session = sessionFileOf(path);
    if (session === undefined) continue;
    const stands = state.kind === "parked" || state.kind === "held";
    goesOn.set(session, (goesOn.get(session) ?? false) || !stands);
  }
  return new Set(awaiting.filter(({ path }) => goesOn.get(basename(path)) === false));
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
