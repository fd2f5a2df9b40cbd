import { mark } from "@rigline/foundation/marks";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { RunningState, WaitingState } from "../jobs/job-entry.js";
import { DestinationHolds } from "./destination-holds.js";
import { DestinationProbes } from "./destination-probes.js";
import { isAwayAt, type Reach } from "./reach.js";

/** What is found out about destinations beside the jobs: that one is back, and what its owner says to all rigs. */
export class Destinations {
  readonly #probes: DestinationProbes;
  readonly #holds: DestinationHolds;
  readonly #reach: Reach;
  readonly #followed: DaemonParts["followed"];
  readonly #wake: (which: (state: WaitingState) => boolean) => void;

  /** `wake`: jobs that wait for this alone are due; who was told to go on looks again. */
  constructor(parts: DaemonParts, reach: Reach, wake: (which: (state: WaitingState) => boolean) => void) {
    this.#reach = reach;
    this.#followed = parts.followed;
    this.#wake = wake;
    this.#holds = new DestinationHolds(parts, reach.places, () => wake(() => false));
    this.#probes = new DestinationProbes(parts, reach.places, (destination) => {
      reach.mayBeBack(destination);
      wake(isAwayAt(destination));
    });
  }

  get waits(): readonly number[] {
    return [...this.#probes.waits, ...this.#holds.waits];
  }

  /** A job has come there. */
  reached(destination: string): void {
    if (!this.#reach.reached(destination)) return;
    mark("board: a destination that is back wakes all that wait for it");
    this.#wake(isAwayAt(destination));
  }

  /** Looks at those that are away, unless each is tried `once` anyway. */
  probe(waiting: readonly WaitingState[], once: boolean): void {
    if (!once) this.#probes.look(waiting);
  }

  /** Hears the owners of what is wanted now, sessions that run among it. Returns what is to stop. */
  hear(due: readonly WaitingState[], running: ReadonlySet<RunningState>): readonly RunningState[] {
    this.#holds.look([...due, ...running], this.#followed?.destinations);
    return [...running].filter((state) => this.#holds.isPaused(state));
  }

  mayBegin(state: WaitingState): boolean {
    return this.#holds.mayBegin(state);
  }

  /** An owner forbids that it begins. */
  isStopped(state: WaitingState): boolean {
    return this.#holds.isKnownToStop(state);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#probes.stop(), this.#holds.stop()]);
  }
}
