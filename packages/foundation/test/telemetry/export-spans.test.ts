import { expect, it, onTestFinished, vi } from "vitest";
import { readTelemetrySettings, readTraceparent, Span, startSpanExporter } from "../../src/telemetry/index.js";
import { startTraceCollector, type TraceCollector } from "../../src/testing/index.js";

const at = new Date("2026-07-14T16:05:00Z");

type Answer = Parameters<typeof startTraceCollector>[0];

async function start(answer?: Answer, url?: string) {
  const collector: TraceCollector = await startTraceCollector(answer);
  onTestFinished(() => collector.close());
  const lost: (readonly [number, string])[] = [];
  const settings = readTelemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: url ?? collector.url }, "daemon");
  if (settings === undefined) throw new Error("no settings");
  const exporter = await startSpanExporter(settings, {
    environment: {},
    scope: "test",
    onLost: (spans, why) => void lost.push([spans, why]),
  });
  const add = (count: number): void => {
    for (let index = 0; index < count; index += 1) new Span(`span ${index}`, { at, onEnd: exporter.add }).end(at);
  };
  return { collector, exporter, add, lost };
}

it("sends what has ended and says how many arrived", async () => {
  const { collector, exporter, add, lost } = await start();
  add(600);
  await exporter.shutdown();
  expect(collector.spans).toHaveLength(600);
  expect(collector.bodies).toHaveLength(2);
  expect(collector.resources[0]).toEqual({ "service.name": "daemon" });
  expect([exporter.exported, exporter.lost, lost]).toEqual([600, 0, []]);
});

it.each<[string, string | undefined, Answer, number, number, string]>([
  ["is not there", "http://127.0.0.1:1", undefined, 0, 5, "ECONNREFUSED"],
  ["refuses", undefined, (_, response) => void response.writeHead(400).end(), 0, 5, "400"],
  ["is too busy to the end", undefined, (_, response) => void response.writeHead(503).end(), 0, 5, "503"],
  [
    "takes some",
    undefined,
    (_, response) =>
      void response.writeHead(200).end('{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}'),
    3,
    2,
    "too old",
  ],
  ["answers in words of its own", undefined, (_, response) => void response.writeHead(200).end("ok"), 5, 0, ""],
])("counts what is lost with a collector that %s", async (_name, url, answer, exported, count, why) => {
  const { exporter, add, lost } = await start(answer, url);
  add(5);
  await exporter.shutdown();
  expect([exporter.exported, exporter.lost]).toEqual([exported, count]);
  expect(lost).toEqual(count === 0 ? [] : [[count, expect.stringContaining(why)]]);
  add(1);
  expect(exporter.lost).toBe(count + 1);
});

it("keeps only so many for a collector that is away, asks it ever more seldom, and goes on when it is back", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  let status = 503;
  const { collector, exporter, add } = await start((_, response) => void response.writeHead(status).end("{}"));
  add(4100);
  expect(exporter.lost).toBe(4);
  let beats = 0;
  for (; collector.bodies.length < 3; beats += 1) {
    await vi.advanceTimersByTimeAsync(2000);
    // The answer comes by a real connection, in its own time.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(beats).toBeGreaterThanOrEqual(7);
  status = 200;
  await exporter.shutdown();
  expect([exporter.exported, exporter.lost]).toEqual([4096, 4]);
  expect(vi.getTimerCount()).toBe(0);
});

it.each([
  ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true],
  ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", false],
  ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", true],
])("reads %s", (text, isSampled) => {
  const [, traceId, spanId] = text.split("-");
  expect(readTraceparent(text)).toEqual({ traceId, spanId, isSampled });
});

it.each([
  "",
  "00-00000000000000000000000000000000-b7ad6b7169203331-01",
  "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nx-evil: 1",
  "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
])("takes %j for no span", (text) => {
  expect(readTraceparent(text)).toBeUndefined();
});
