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
  state: JobEntryState;
}

export type JobEntryState =
  | { readonly kind: "waiting"; readonly handOff: HandOff; readonly due: Due; readonly retrying: boolean }
  | {
      readonly kind: "running";
      readonly handOff: HandOff;
      readonly abort: AbortController;
      readonly done: Promise<void>;
    }
  | { readonly kind: "parked" }
  /** Its manifest was archived. */
  | { readonly kind: "complete" };
