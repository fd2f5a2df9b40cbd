import type { Clock } from "@rigline/core";
import { mark } from "@rigline/foundation/marks";
import { copiesOf, describeJob, hasArrived, isWithdrawn } from "@rigline/manifest";
import { nextPause } from "./next-pause.js";
import { isDone, type JobView } from "./read-job.js";

const POLL_MS = 200;

export interface FollowParts {
  readonly clock: Clock;
  /** How long at most, in milliseconds. */
  readonly waitMs: number;
  /** Aborted, it is looked at for no longer than `leastMs`. */
  readonly leave?: AbortSignal | undefined;
  /** Milliseconds; 0 when absent. */
  readonly leastMs?: number;
  /** Nothing is known before it is over, and whether anybody works on it is a question that takes long. */
  readonly isSlow?: boolean;
  /** Aborting it ends the following, not the hand-off. */
  readonly signal: AbortSignal;
  read(): JobView;
  progress(text: string): void;
  /** Called at each look at a job that is not over, to see that somebody still works on it. */
  keepWatched(): Promise<void>;
}

/** Looks at a job until it is over, waits for its schedule, or the time is up. Returns the last look. */
export async function followJob(parts: FollowParts): Promise<JobView> {
  const startedAt = parts.clock.monotonic();
  let told = "";
  while (true) {
    const view = parts.read();
    const text = describeJob(view);
    if (text !== told) parts.progress(text);
    told = text;
    if (isSettled(view)) return view;
    try {
      await parts.keepWatched();
    } catch (error) {
      // What it came to meanwhile counts for more than who looks after it.
      const last = parts.read();
      if (!isDone(last)) throw error;
      mark("follow: a job that was done before its daemon went is done");
      return last;
    }
    const elapsedMs = parts.clock.monotonic() - startedAt;
    const pauseMs = parts.isSlow === true ? POLL_MS : nextPause(elapsedMs, POLL_MS);
    const waitMs = parts.leave?.aborted === true ? (parts.leastMs ?? 0) : parts.waitMs;
    if (elapsedMs >= waitMs || !(await pause(parts, pauseMs))) return parts.read();
  }
}

/** There is nothing to wait for in the next moments. */
function isSettled(view: JobView): boolean {
  const { state, manifest } = view;
  if (isWithdrawn(view)) return true;
  if (state === undefined) return manifest !== "queued";
  if (state.step === "submitted" && waitsForTrouble(view)) return true;
  return state.held !== undefined || ["complete", "parked", "scheduled", "cancelled"].includes(state.step);
}

/** All that is missing are further copies that could not be made, and are tried again: for a server that is away, for days. */
function waitsForTrouble(view: JobView): boolean {
  const missing = copiesOf(view).filter((copy) => copy.needed && !hasArrived(copy));
  return missing.length > 0 && missing.every((copy) => copy.state?.failure !== undefined);
}

async function pause({ clock, signal, leave }: FollowParts, milliseconds: number): Promise<boolean> {
  if (signal.aborted) return false;
  const ends = leave === undefined || leave.aborted ? signal : AbortSignal.any([signal, leave]);
  try {
    await clock.sleep(milliseconds, ends);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    if (leave?.aborted === true) return true;
    throw error;
  }
}
