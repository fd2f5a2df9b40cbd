import { gzipSync } from "node:zlib";
import { messageOf } from "../errors/index.js";
import { createHttpClient, readProxies, type HttpClient } from "../http/index.js";
import { mark } from "../marks/index.js";
import { type Span, toKeyValues } from "./span.js";
import type { ExportOptions, SpanExporter } from "./span-exporter.js";
import type { TelemetrySettings } from "./telemetry-settings.js";

const SEND_EVERY_MS = 2000;
/** A collector that is away is asked ever more seldom: so many times none at most. */
const MOST_BEATS = 32;
const SHUTDOWN_MS = 2000;
const MOST_AT_ONCE = 512;
/** More are not kept for a collector that is away. */
const MOST_WAITING = 4096;
const TOO_MANY = `${MOST_WAITING.toLocaleString("en")} wait already for a collector that does not take them`;
const TOO_LATE = "they ended when no more were sent";
/** The answers after which OTLP asks for another try. */
const TRY_AGAIN: readonly number[] = [429, 502, 503, 504];

/** What a collector made of a post. `rejected`: so many of the spans it will never have. */
type Outcome =
  | { readonly kind: "later"; readonly why: string }
  | { readonly kind: "answered"; readonly rejected: number; readonly why: string };

export function createSpanExporter(settings: TelemetrySettings, options: ExportOptions): SpanExporter {
  const { environment, scope, isReady = () => true, onLost } = options;
  const http = createHttpClient(readProxies(environment));
  const waiting: Span[] = [];
  const closing = new AbortController();
  let [exported, lost] = [0, 0];
  const lose = (spans: number, why: string): void => {
    if (spans === 0) return;
    mark("telemetry: spans that will never arrive are counted");
    lost += spans;
    onLost?.(spans, why);
  };

  const sendWaiting = async (): Promise<string | undefined> => {
    while (waiting.length > 0) {
      const spans = waiting.slice(0, MOST_AT_ONCE);
      const outcome = await post(http, { scope, spans }, settings, closing.signal);
      if (outcome.kind === "later") return outcome.why;
      waiting.splice(0, spans.length);
      exported += spans.length - outcome.rejected;
      lose(outcome.rejected, outcome.why);
    }
    return undefined;
  };
  let sending: Promise<string | undefined> | undefined;
  const send = (): Promise<string | undefined> =>
    (sending ??= sendWaiting().finally(() => {
      sending = undefined;
    }));

  let beat: NodeJS.Timeout | undefined;
  let [failures, skip] = [0, 0];
  // Who has nothing to send is not woken for it.
  const rest = (): void => {
    clearInterval(beat);
    beat = undefined;
  };
  const onBeat = async (): Promise<void> => {
    if (!isReady() || sending !== undefined || (skip -= 1) >= 0) return;
    failures = (await send()) === undefined ? 0 : failures + 1;
    skip = Math.min(2 ** failures - 1, MOST_BEATS);
    if (waiting.length === 0) rest();
  };

  let over: Promise<void> | undefined;
  return {
    get exported() {
      return exported;
    },
    get lost() {
      return lost;
    },
    add: (span) => {
      if (over !== undefined) return lose(1, TOO_LATE);
      if (waiting.length >= MOST_WAITING) return lose(1, TOO_MANY);
      waiting.push(span);
      if (beat === undefined) {
        beat = setInterval(() => void onBeat(), SEND_EVERY_MS);
        beat.unref();
      }
    },
    shutdown: () =>
      (over ??= (async () => {
        rest();
        // A request that is given up does not keep the process alive.
        const late = setTimeout(() => closing.abort(), SHUTDOWN_MS);
        await sending;
        const why = await send();
        clearTimeout(late);
        lose(waiting.splice(0).length, why ?? TOO_LATE);
      })()),
  };
}

async function post(
  http: HttpClient,
  { scope, spans }: { readonly scope: string; readonly spans: readonly Span[] },
  { url, headers, timeoutMs, compress, resource }: TelemetrySettings,
  closing: AbortSignal,
): Promise<Outcome> {
  const text = JSON.stringify({
    resourceSpans: [
      { resource: { attributes: toKeyValues(resource) }, scopeSpans: [{ scope: { name: scope }, spans }] },
    ],
  });
  try {
    const { status, body } = await http.post(url, {
      headers: {
        ...headers,
        "content-type": "application/json",
        ...(compress ? { "content-encoding": "gzip" } : {}),
      },
      body: compress ? gzipSync(text) : text,
      timeoutMs,
      signal: closing,
    });
    if (TRY_AGAIN.includes(status)) {
      mark("telemetry: spans that a collector can't take now are sent again");
      return { kind: "later", why: `the collector answers ${status}` };
    }
    if (status < 200 || status > 299)
      return { kind: "answered", rejected: spans.length, why: `the collector answers ${status}` };
    return { kind: "answered", ...readRejected(body, spans.length) };
  } catch (error) {
    mark("telemetry: spans wait for a collector that is away");
    return { kind: "later", why: closing.aborted ? "the collector does not answer" : messageOf(error) };
  }
}

/** OTLP's partial success: the collector took some and says how many it did not. */
function readRejected(body: string, most: number): { readonly rejected: number; readonly why: string } {
  try {
    const { partialSuccess } = JSON.parse(body) as {
      readonly partialSuccess?: { readonly rejectedSpans?: number | string; readonly errorMessage?: string };
    };
    const rejected = Math.min(Number(partialSuccess?.rejectedSpans ?? 0) || 0, most);
    return { rejected, why: `the collector refused them: ${partialSuccess?.errorMessage ?? "it does not say why"}` };
  } catch {
    // It took them, in words of its own.
    return { rejected: 0, why: "" };
  }
}
