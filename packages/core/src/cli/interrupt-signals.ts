import { EXIT_CODES } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { EventBus } from "../events/launcher-events.js";
import type { CommandIo } from "./command-io.js";

export interface InterruptSignals {
  /** Aborts what comes before the session, and the experiment: the first Ctrl+C. */
  readonly session: AbortSignal;
  /** Aborts the hand-off's steps too: the second Ctrl+C. */
  readonly handOff: AbortSignal;
  /** Nobody waits any more for what the hand-off comes to: the first Ctrl+C once the experiment is over, or `leave`. */
  readonly nextWaiting: AbortSignal;
  /** Ends an open question: the first Ctrl+C before there is a session, the second one after that. */
  readonly questions: AbortSignal;
  /** Follows the session: what an interrupt ends depends on how far it is. */
  watch(events: EventBus): void;
  /** For whom nobody is to wait any more. */
  leave(reason: Error): void;
  stop(): void;
}

/**
 * Ctrl+C once ends the experiment and still hands its data off, or, where that is under way, no longer looks on at it; twice stops its steps as well;
 * the third ends it all.
 */
export function listenForInterrupts(
  io: Pick<CommandIo, "onInterrupt" | "end">,
  say: (text: string) => void,
  /** Called for each Ctrl+C, before anything else: the event loop is alive. */
  hear: () => void = () => {},
): InterruptSignals {
  const session = new AbortController();
  const handOff = new AbortController();
  const nextWaiting = new AbortController();
  const questions = new AbortController();
  let stage: keyof typeof FIRST_WORDS = "before";
  let interrupts = 0;
  const interrupt = (signal: string): void => {
    interrupts += 1;
    if (signal === "SIGINT") hear();
    const reason = new Error(`interrupted by ${signal}${WHO[signal] ?? ""}`);
    if (!session.signal.aborted) {
      say(FIRST_WORDS[stage]);
      session.abort(reason);
      if (stage === "handOff") nextWaiting.abort(reason);
      if (stage === "before") questions.abort(reason);
    } else if (stage !== "before" && !handOff.signal.aborted) {
      say(LEAVING);
      handOff.abort(reason);
      questions.abort(reason);
    } else if (io.end !== undefined && interrupts > 2) {
      mark("cli: a third Ctrl+C ends what does not end by itself");
      say(ENDING);
      io.end(EXIT_CODES.aborted);
    }
  };
  return {
    session: session.signal,
    handOff: handOff.signal,
    nextWaiting: nextWaiting.signal,
    questions: questions.signal,
    watch: (events) => {
      events.on("session.opened", () => {
        stage = "session";
      });
      events.on("state.changed", ({ to }) => {
        if (to === "experimentEnded") stage = "handOff";
      });
    },
    leave: (reason) => nextWaiting.abort(reason),
    stop: io.onInterrupt(interrupt),
  };
}

/** What the person has done, by the name of the signal. */
const WHO: Readonly<Record<string, string>> = {
  SIGINT: " (Ctrl+C)",
  SIGTERM: " (a request to end)",
  SIGHUP: " (the window was closed)",
  SIGBREAK: " (Ctrl+Break)",
};

const FIRST_WORDS = {
  before: "stopping: no session has been opened",
  session:
    "aborting: the experiment is asked to end, its data will be handed off (press Ctrl+C again to stop that too)",
  handOff:
    "the experiment is over, its data is being handed off and is not waited for (press Ctrl+C again to stop that)",
};
const ENDING = "ending at once: `rigline resume` finishes what is left";
const LEAVING = "stopping the hand-off's steps: `rigline resume` finishes what is left";
