import type { Due } from "./due.js";
import type { HandOff } from "./hand-off.js";

/** A manifest in the flag folder, as the daemon knows it in memory; what must survive is in its journal. */
export interface JobEntry {
  /** Absolute path of the manifest. */
  readonly path: string;
  /** Of the manifest file when it was taken. */
  readonly fingerprint: string;
  /** Of the job's journal when it was last closed, to notice a redrive. */
  journalStamp: string;
  state: IdleState | BusyState;
}

export type IdleState =
  | { readonly kind: "waiting"; readonly handOff: HandOff; readonly due: Due; readonly retrying: boolean }
  | { readonly kind: "parked" };

export interface BusyState {
  /** `running`: an attempt; `ending`: its manifest is gone, and what it left is being seen to. */
  readonly kind: "running" | "ending";
  readonly abort: AbortController;
  /** Never rejects. */
  readonly done: Promise<void>;
}

export function isBusy(state: JobEntry["state"]): state is BusyState {
  return state.kind === "running" || state.kind === "ending";
}
