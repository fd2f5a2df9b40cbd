import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** A span as it arrived. */
export interface ReceivedSpan {
  readonly name: string;
  readonly id: string;
  readonly parentId: string | undefined;
  readonly traceId: string;
  readonly milliseconds: number;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
}

export interface TraceCollector {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly resources: Record<string, unknown>[];
  readonly headers: IncomingHttpHeaders[];
  readonly paths: (string | undefined)[];
  /** As they came. */
  readonly bodies: Body[];
  /** Resolves when such a span has arrived. */
  span(isWanted: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
  close(): void;
}

type Received = Omit<TraceCollector, "url" | "span" | "close">;

/** An OTLP collector on loopback, or one that answers in its own way. */
export async function startTraceCollector(answer?: RequestListener): Promise<TraceCollector> {
  const received: Received = { spans: [], resources: [], headers: [], paths: [], bodies: [] };
  const came = new EventEmitter();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    received.headers.push(request.headers);
    received.paths.push(request.url);
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const text = String(request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes);
      received.bodies.push(JSON.parse(text) as Body);
      if (answer !== undefined) return answer(request, response);
      read(received.bodies.at(-1) as Body, received);
      came.emit("spans");
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    ...received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    span: async (isWanted) => {
      for (;;) {
        const found = received.spans.find(isWanted);
        if (found !== undefined) return found;
        await once(came, "spans");
      }
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Pair[] };
    readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[];
  }[];
}
export interface Pair {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
export interface RawSpan {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceId: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: ReceivedSpan["status"];
  readonly attributes: readonly Pair[];
  readonly events: readonly { readonly name: string }[];
}

function read(body: Body, into: Received): void {
  for (const { resource, scopeSpans } of body.resourceSpans) {
    into.resources.push(toObject(resource.attributes));
    for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
      into.spans.push({
        name: span.name,
        id: span.spanId,
        parentId: span.parentSpanId,
        traceId: span.traceId,
        milliseconds: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
        status: span.status,
        attributes: toObject(span.attributes),
        events: span.events.map(({ name }) => name),
      });
    }
  }
}

function toObject(pairs: readonly Pair[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
}
