import type { EventBus } from "../events/launcher-events.js";
import type { CommandIo } from "./command-io.js";

export interface SessionSignals {
  /** Aborts what comes before the session, and the experiment: the first Ctrl+C. */
  readonly session: AbortSignal;
  /** Aborts the hand-off's steps too: the second Ctrl+C. */
  readonly handOff: AbortSignal;
  /** Ends an open question: the first Ctrl+C before there is a session, the second one after that. */
  readonly questions: AbortSignal;
  /** From when on a session is there whose data is to be handed off. */
  watch(events: EventBus): void;
  stop(): void;
}

/** Ctrl+C once ends the experiment and still hands its data off; twice stops waiting for that as well. */
export function listenForInterrupts(io: CommandIo, say: (text: string) => void): SessionSignals {
  const session = new AbortController();
  const handOff = new AbortController();
  const questions = new AbortController();
  let opened = false;
  const interrupt = (signal: string): void => {
    const reason = new Error(`interrupted by ${signal}`);
    if (!session.signal.aborted) {
      say(opened ? ABORTING : STOPPING);
      session.abort(reason);
      if (!opened) questions.abort(reason);
    } else if (opened && !handOff.signal.aborted) {
      say(LEAVING);
      handOff.abort(reason);
      questions.abort(reason);
    }
  };
  return {
    session: session.signal,
    handOff: handOff.signal,
    questions: questions.signal,
    watch: (events) =>
      void events.on("session.opened", () => {
        opened = true;
      }),
    stop: io.onInterrupt(interrupt),
  };
}

const STOPPING = "stopping: no session has been opened";
const ABORTING =
  "aborting: the experiment is asked to end, its data will be handed off (press Ctrl+C again to stop that too)";
const LEAVING = "stopping the hand-off's steps: `rigline resume` finishes what is left";
