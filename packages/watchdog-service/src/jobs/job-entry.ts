import type { Clock } from "@rigline/foundation/platform";
import type { JobPlaces } from "../work/places.js";
import type { Job } from "./job.js";

/** A manifest in the flag folder, as the daemon knows it in memory; what must survive is in its journal. */
export interface JobEntry {
  /** Absolute path of the manifest. */
  readonly path: string;
  /** Of the manifest file when it was taken. */
  readonly fingerprint: string;
  /** Of the job's journal when it was last closed, to notice a redrive. */
  journalStamp: string;
  state: IdleState | BusyState;
  /** When the manifest file came or was written, milliseconds since the epoch. */
  readonly since: number;
  /** Bytes of its data, where that decides who begins and is known already. */
  bytes?: number;
}

/** What a job needs next: `data`: to read or write them; `service`: an answer, which takes nothing from the data. */
type Need = "data" | "service";

export interface WaitingState {
  readonly kind: "waiting";
  readonly job: Job;
  readonly due: Due;
  /** It was tried, and failed. */
  readonly retrying: boolean;
  readonly needs: Need;
  /**
   * `parts`: its part has arrived, and those of other computers have not, or the session is theirs to submit. `copies`: its data are
   * not at each further destination where they are needed.
   */
  readonly awaits?: "parts" | "copies";
  /** Its destination could not be reached, or did not answer: it is due as soon as that does again. */
  readonly trouble?: "away" | "hanging";
  /** Some of it is copied already, by an attempt before. */
  readonly begun?: boolean;
}

/** A person wants nothing to be done for it until it is released. */
interface HeldState {
  readonly kind: "held";
  readonly job: Job;
}

export type IdleState = WaitingState | HeldState | { readonly kind: "parked" };

/** Whether a job waits for its turn or its time. */
export function isWaiting(entry: JobEntry): entry is JobEntry & { readonly state: WaitingState } {
  return entry.state.kind === "waiting";
}

export interface RunningState {
  readonly kind: "running";
  readonly abort: AbortController;
  /** Never rejects. */
  readonly done: Promise<void>;
  readonly job: Job;
  readonly places: JobPlaces;
  needs: Need;
  /** Orders of it that the system has not answered for a while. */
  silent: number;
  /** Something has become of a further copy meanwhile: whether it waits for that is to be looked at again. */
  isOutdated?: boolean;
}

/** Its manifest is gone, and what it left is being seen to. */
export interface EndingState {
  readonly kind: "ending";
  readonly abort: AbortController;
  /** So often it could not be done. */
  failures: number;
  /** Never rejects. */
  readonly done: Promise<void>;
}

export type BusyState = RunningState | EndingState;

/** An end that could not be seen to so often is waited for no longer: it is trouble. */
const MOST_FAILURES = 3;

export function isStuck(state: JobEntry["state"]): boolean {
  return state.kind === "ending" && state.failures >= MOST_FAILURES;
}

export function isBusy(state: JobEntry["state"]): state is BusyState {
  return state.kind === "running" || state.kind === "ending";
}

/**
 * When a job may begin: `wall`: at a time of day that a person chose, by the wall clock; `after`: when so much time has
 * passed, whatever is done to the wall clock meanwhile.
 */
export type Due = { readonly kind: "wall"; readonly at: Date } | { readonly kind: "after"; readonly at: number };

export function dueIn(milliseconds: number, clock: Pick<Clock, "monotonic">): Due {
  return { kind: "after", at: clock.monotonic() + milliseconds };
}

/** Milliseconds left, 0 when due. */
export function untilDue(due: Due, clock: Pick<Clock, "now" | "monotonic">): number {
  const now = due.kind === "wall" ? clock.now().getTime() : clock.monotonic();
  return Math.max(0, (due.kind === "wall" ? due.at.getTime() : due.at) - now);
}
