import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Clock } from "@rigline/foundation/platform";
import type { PageStore } from "../feed/page-store.js";
import { toJson } from "./to-json.js";
import type { PageChange } from "../wire/page-state.js";

const BEAT_MS = 2000;

interface Parts {
  readonly clock: Clock;
  readonly store: PageStore;
  readonly age: () => number;
}

/** What is shown, from then on what changes, and every two seconds how old it is: by that a browser knows that it is up to date. */
export function streamEvents(context: Context, { clock, store, age }: Parts): Response {
  return streamSSE(context, async (stream) => {
    const ended = new AbortController();
    const waiting: PageChange[] = [];
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
        for (const change of waiting.splice(0)) await send("change", change);
        await send("beat", { age: age() });
      }
    } finally {
      stop();
    }
  });
}
