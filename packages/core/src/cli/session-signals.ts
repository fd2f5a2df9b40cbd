import type { CommandIo } from "./command-io.js";

export interface SessionSignals {
  /** Aborts the experiment: the first Ctrl+C. */
  readonly session: AbortSignal;
  /** Aborts the hand-off's steps too: the second Ctrl+C. */
  readonly handOff: AbortSignal;
  stop(): void;
}

/** Ctrl+C once ends the experiment and still hands its data off; twice stops waiting for that as well. */
export function listenForInterrupts(io: CommandIo, say: (text: string) => void): SessionSignals {
  const session = new AbortController();
  const handOff = new AbortController();
  const stop = io.onInterrupt((signal) => {
    const reason = new Error(`interrupted by ${signal}`);
    if (!session.signal.aborted) {
      say(
        "aborting: the experiment is asked to end, its data will be handed off (press Ctrl+C again to stop that too)",
      );
      session.abort(reason);
    } else if (!handOff.signal.aborted) {
      say("stopping the hand-off's steps: `rigline resume` finishes what is left");
      handOff.abort(reason);
    }
  });
  return { session: session.signal, handOff: handOff.signal, stop };
}
