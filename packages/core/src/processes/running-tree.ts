import type { Clock } from "@rigline/foundation/platform";
import type { ProcessSystem } from "./process-system.js";

/** A running child, as far as ending it needs to know it. */
export interface RunningTree {
  readonly pid: number;
  /** Resolves when the child itself (not what it started) has exited. */
  readonly exited: Promise<unknown>;
  closeInput(): void;
  /** Ends the child alone, at once. */
  killChild(): void;
  readonly environment: Readonly<Record<string, string>>;
}

export interface EndOptions {
  readonly graceMs: number;
  readonly clock: Clock;
  readonly system: ProcessSystem;
}
