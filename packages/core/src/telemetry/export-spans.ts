import { gzipSync } from "node:zlib";
import { createHttpClient, type HttpClient, readProxies } from "@rigline/foundation/http";
import { mark } from "@rigline/foundation/marks";
import type { EventBus } from "../events/launcher-events.js";
import { type Span, toKeyValues } from "./span.js";
import { createSpanTree } from "./span-tree.js";
import type { TelemetrySettings } from "./telemetry-settings.js";
import type { Telemetry } from "./telemetry.js";

const SEND_EVERY_MS = 2000;
const SHUTDOWN_MS = 2000;
const MOST_AT_ONCE = 512;
/** More are not kept for a collector that is away. */
const MOST_WAITING = 4096;
/** The answers after which OTLP asks for another try. */
const TRY_AGAIN: readonly number[] = [429, 502, 503, 504];

/** Posts the launcher's spans to an OTLP collector as JSON, each as soon as it has ended, by and by. */
export function exportSpans(
  settings: TelemetrySettings,
  events: EventBus,
  environment: Readonly<Record<string, string>>,
): Telemetry {
  const http = createHttpClient(readProxies(environment));
  const waiting: Span[] = [];
  const closing = new AbortController();
  const tree = createSpanTree((span) => {
    if (waiting.length < MOST_WAITING) waiting.push(span);
  });
  const stop = events.onAny(tree.hear);

  const sendWaiting = async (): Promise<void> => {
    while (waiting.length > 0) {
      const spans = waiting.slice(0, MOST_AT_ONCE);
      if (!(await post(http, spans, settings, closing.signal))) return;
      waiting.splice(0, spans.length);
    }
  };
  let sending: Promise<void> | undefined;
  const send = (): Promise<void> =>
    (sending ??= sendWaiting().finally(() => {
      sending = undefined;
    }));
  const beat = setInterval(() => void (tree.isSettled && send()), SEND_EVERY_MS);
  beat.unref();

  let over: Promise<void> | undefined;
  return {
    shutdown: () =>
      (over ??= (async () => {
        stop();
        clearInterval(beat);
        tree.end(new Date());
        // A request that is given up does not keep the process alive.
        const late = setTimeout(() => closing.abort(), SHUTDOWN_MS);
        await sending;
        await send();
        clearTimeout(late);
      })()),
  };
}

/** True when the collector has taken them, or never will. */
async function post(
  http: HttpClient,
  spans: readonly Span[],
  settings: TelemetrySettings,
  closing: AbortSignal,
): Promise<boolean> {
  const { url, headers, timeoutMs, compress, resource } = settings;
  const text = JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: toKeyValues(resource) },
        scopeSpans: [{ scope: { name: "rigline" }, spans }],
      },
    ],
  });
  try {
    const answer = await http.post(url, {
      headers: {
        ...headers,
        "content-type": "application/json",
        ...(compress ? { "content-encoding": "gzip" } : {}),
      },
      body: compress ? gzipSync(text) : text,
      timeoutMs,
      signal: closing,
    });
    const isTaken = !TRY_AGAIN.includes(answer.status);
    if (!isTaken) mark("telemetry: spans that a collector can't take now are sent again");
    return isTaken;
  } catch {
    mark("telemetry: spans wait for a collector that is away");
    return false;
  }
}
