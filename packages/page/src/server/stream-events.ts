import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Clock } from "@rigline/foundation/platform";
import { toJson } from "./to-json.js";

const BEAT_MS = 2000;

/** What is shown, and who is told when it changes. */
export interface ShownState<State, Change> {
  /** Undefined: nothing has been looked at yet. */
  readonly state: State | undefined;
  /** Returns what ends it. */
  listen(listener: (change: Change) => void): () => void;
}

export interface StreamParts<State, Change> {
  readonly clock: Clock;
  readonly store: ShownState<State, Change>;
  /** How old what is shown is, milliseconds. */
  readonly age: () => number;
  /** Whether whoever listens may go on; asked with each beat. Absent: always. */
  readonly isWelcome?: () => Promise<boolean>;
}

/** What is shown, from then on what changes, and every two seconds how old it is: by that a browser knows that it is up to date. */
export function streamEvents<State, Change>(
  context: Context,
  { clock, store, age, isWelcome }: StreamParts<State, Change>,
): Response {
  // A proxy such as nginx would keep all of it back until there is much of it.
  context.header("x-accel-buffering", "no");
  return streamSSE(context, async (stream) => {
    const ended = new AbortController();
    const waiting: Change[] = [];
    let wake = (): void => {};
    const stop = store.listen((change) => {
      waiting.push(change);
      wake();
    });
    stream.onAbort(() => {
      ended.abort();
      wake();
    });
    const send = (event: string, data: unknown): Promise<void> => stream.writeSSE({ event, data: toJson(data) });
    try {
      if (store.state !== undefined) await send("state", store.state);
      while (!ended.signal.aborted) {
        const rung = new AbortController();
        wake = () => rung.abort();
        if (waiting.length === 0) await clock.sleep(BEAT_MS, rung.signal).catch(() => undefined);
        if (isWelcome !== undefined && !(await isWelcome())) break;
        for (const change of waiting.splice(0)) await send("change", change);
        await send("beat", { age: age() });
      }
    } finally {
      stop();
    }
  });
}
