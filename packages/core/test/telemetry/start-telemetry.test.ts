import { execFileSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { expect, it, onTestFinished, vi } from "vitest";
import { createEventBus } from "../../src/events/event-bus.js";
import type { EventBus } from "../../src/events/launcher-events.js";
import { createLogger, type LogRecord } from "@rigline/foundation/platform";
import type { RunnerReport } from "../../src/session/session-record.js";
import type { Session } from "../../src/session/session.js";
import { sessionTraceparent } from "../../src/telemetry/session-trace.js";
import { startTelemetry } from "../../src/telemetry/start-telemetry.js";
import {
  createFakeClock,
  type FakeClock,
  type ReceivedSpan,
  startTraceCollector,
  type TraceCollector,
} from "@rigline/foundation/testing";

interface Launcher {
  readonly events: EventBus;
  readonly clock: FakeClock;
  readonly logged: LogRecord[];
}

function makeLauncher(): Launcher {
  const clock = createFakeClock();
  const logged: LogRecord[] = [];
  const now = (): Date => clock.now();
  const log = createLogger("rigline", [(record) => logged.push(record)], now);
  return { events: createEventBus({ log, now }), clock, logged };
}

const session: Session = {
  name: "614173_2026-07-14T090500-0700",
  subject: "614173",
  experimenters: ["ada"],
  date: "2026-07-14T09:05:00-07:00",
  zone: "America/Los_Angeles",
  rigName: "behavior-1",
  experiment: "foraging",
  notes: "",
  directory: "/data/614173",
};

const report = (part: Partial<RunnerReport>): RunnerReport => ({
  name: "mapper",
  phase: "postSession",
  plugin: "rigline-mapper",
  state: "done",
  attempts: 1,
  milliseconds: 5,
  ...part,
});

/** A session as the launcher tells it. */
async function runSession({ events, clock }: Launcher): Promise<void> {
  events.emit("state.changed", { from: "created", to: "ready" });
  events.emit("hook.started", { hook: "ready", handlers: 2 });
  events.emit("handler.started", { hook: "ready", plugin: "one" });
  events.emit("handler.started", { hook: "ready", plugin: "two" });
  await clock.advance(20);
  events.emit("handler.settled", { hook: "ready", plugin: "two", milliseconds: 20, outcome: "timeout" });
  await clock.advance(10);
  events.emit("handler.settled", { hook: "ready", plugin: "one", milliseconds: 30, outcome: "ok" });
  events.emit("hook.settled", { hook: "ready", milliseconds: 30, error: "two took too long" });
  events.emit("handler.settled", { hook: "ready", plugin: "two", milliseconds: 40, outcome: "late" });
  events.emit("session.opened", { session });
  events.emit("runner.started", { runner: "experiment", phase: "session", attempt: 1 });
  events.emit("experiment.line", { line: "trial 1", stream: "stdout" });
  await clock.advance(1000);
  events.emit("runner.settled", {
    report: report({
      name: "experiment",
      phase: "session",
      plugin: "rigline",
      state: "failed",
      reason: "exited with code 3",
      code: "EXPERIMENT_FAILED",
    }),
  });
  events.emit("experiment.ended", { session, outcome: "failed", reason: "exited with code 3" });
  events.emit("runner.started", { runner: "mapper", phase: "postSession", attempt: 1 });
  events.emit("runner.started", { runner: "transfer", phase: "postSession", attempt: 1 });
  await clock.advance(5);
  events.emit("runner.started", { runner: "mapper", phase: "postSession", attempt: 2 });
  events.emit("runner.settled", { report: report({ attempts: 2 }) });
  events.emit("runner.settled", { report: report({ name: "upload", state: "skipped", reason: "mapper failed" }) });
  events.emit("hook.started", { hook: "sessionEnded", handlers: 0 });
  await clock.advance(5);
}

const ERROR = 2;

async function startReceiver(answer?: Parameters<typeof startTraceCollector>[0]): Promise<TraceCollector> {
  const receiver = await startTraceCollector(answer);
  onTestFinished(() => receiver.close());
  return receiver;
}

it("puts all of a session into the trace that its manifest names, also what came before it and what a resumed one does", async () => {
  const receiver = await startReceiver();
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const [, traceId, spanId] = sessionTraceparent(environment, session)?.split("-") ?? [];
  const launcher = makeLauncher();
  const telemetry = await startTelemetry(environment, launcher.events);
  await runSession(launcher);
  await telemetry.shutdown();
  expect(receiver.spans.find(({ name }) => name === "session")).toMatchObject({ id: spanId, traceId });
  expect(new Set(receiver.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));

  const first = receiver.spans.length;
  const again = makeLauncher();
  const resumed = await startTelemetry(environment, again.events);
  again.events.emit("hook.started", { hook: "ready", handlers: 0 });
  again.events.emit("hook.settled", { hook: "ready", milliseconds: 1 });
  again.events.emit("session.opened", { session, resumed: true });
  await resumed.shutdown();
  const later = receiver.spans.slice(first);
  expect(later.map((span) => span.traceId)).toEqual([traceId, traceId]);
  expect(later.find(({ name }) => name === "session")).toMatchObject({ parentId: spanId });
  expect(later.map(({ id }) => id)).not.toContain(spanId);
});

it("names no trace where nobody asked for traces, and another one for another session", () => {
  expect(sessionTraceparent({}, session)).toBeUndefined();
  const asked = { OTEL_TRACES_EXPORTER: "otlp" };
  expect(sessionTraceparent(asked, session)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  const relabelled: Session = { ...session, name: "relabelled", subject: "1" };
  expect(sessionTraceparent(asked, relabelled)).toBe(sessionTraceparent(asked, session));
  const others = [{ directory: "/data/other" }, { rigName: "behavior-2" }].map((part) =>
    sessionTraceparent(asked, { ...session, ...part }),
  );
  expect(new Set([...others, sessionTraceparent(asked, session)]).size).toBe(3);
});

it("sends launcher, hooks, handlers and runners as one tree of spans", async () => {
  const receiver = await startReceiver();
  const launcher = makeLauncher();
  const telemetry = await startTelemetry(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: "x-team=rigs",
      OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
      OTEL_RESOURCE_ATTRIBUTES: "host.name=behavior-1",
    },
    launcher.events,
  );
  await runSession(launcher);
  await telemetry.shutdown();
  await telemetry.shutdown();

  const byId = new Map(receiver.spans.map((span) => [span.id, span]));
  const path = (span: ReceivedSpan): string =>
    [byId.get(span.parentId ?? "")]
      .map((parent) => (parent === undefined ? span.name : `${path(parent)} > ${span.name}`))
      .join("");
  expect(
    receiver.spans.map((span) => `${path(span)}${span.status.code === ERROR ? `: ${span.status.message}` : ""}`).sort(),
  ).toEqual([
    "session > hook ready > one ready",
    "session > hook ready > two ready: timeout",
    "session > hook ready: two took too long",
    "session > hook sessionEnded: not settled when the launcher ended",
    "session > runner experiment: exited with code 3",
    "session > runner mapper",
    "session > runner transfer: not settled when the launcher ended",
    "session > runner upload",
    "session: exited with code 3",
  ]);
  expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(receiver.paths.every((url) => url === "/v1/traces")).toBe(true);
  expect(receiver.headers[0]).toMatchObject({ "x-team": "rigs", "content-encoding": "gzip" });
  expect(receiver.resources[0]).toMatchObject({ "service.name": "rigline", "host.name": "behavior-1" });
  const named = (name: string): ReceivedSpan | undefined => receiver.spans.find((span) => span.name === name);
  expect(named("session")).toMatchObject({
    events: ["state.changed", "handler.late"],
    attributes: {
      "rigline.session.name": "614173_2026-07-14T090500-0700",
      "rigline.subject": "614173",
      "rigline.rig": "behavior-1",
      "rigline.experiment": "foraging",
      "rigline.session.outcome": "failed",
    },
  });
  expect(named("one ready")).toMatchObject({
    milliseconds: 30,
    attributes: { "rigline.hook": "ready", "rigline.plugin": "one", "rigline.handler.outcome": "ok" },
  });
  expect(named("runner experiment")).toMatchObject({
    milliseconds: 1000,
    attributes: { "rigline.error.code": "EXPERIMENT_FAILED", "rigline.runner.state": "failed" },
  });
  expect(named("runner mapper")).toMatchObject({
    milliseconds: 5,
    events: ["attempt"],
    attributes: { "rigline.runner.attempts": 2 },
  });
  expect(named("runner upload")).toMatchObject({
    milliseconds: 0,
    attributes: { "rigline.runner.state": "skipped", "rigline.runner.reason": "mapper failed" },
  });
  expect(launcher.logged).toEqual([]);
});

it.each([
  ["refuses", "http://127.0.0.1:1"],
  ["does not exist", "http://collector.invalid:4318"],
])("harms nobody when the collector %s", async (_name, endpoint) => {
  const launcher = makeLauncher();
  const telemetry = await startTelemetry(
    { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TIMEOUT: "500" },
    launcher.events,
  );
  await runSession(launcher);
  const before = performance.now();
  await telemetry.shutdown();
  expect(performance.now() - before).toBeLessThan(3000);
  expect(launcher.logged).toEqual([]);
});

it("harms nobody when the collector answers nonsense", async () => {
  const receiver = await startReceiver((_request, response) => response.writeHead(400).end("<html>"));
  const launcher = makeLauncher();
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, launcher.events);
  await runSession(launcher);
  await telemetry.shutdown();
  expect(receiver.paths).toEqual(["/v1/traces"]);
});

it("waits at most two seconds for a collector that never answers", async () => {
  const receiver = await startReceiver(() => undefined);
  const launcher = makeLauncher();
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, launcher.events);
  await runSession(launcher);
  const before = performance.now();
  await telemetry.shutdown();
  expect(performance.now() - before).toBeLessThan(3500);
  expect(receiver.paths).toEqual(["/v1/traces"]);
});

it("sends again what a collector had no time for, each span once", async () => {
  let answers = 0;
  const told = new EventEmitter();
  const receiver = await startReceiver((_request, response) => {
    answers += 1;
    response.writeHead(answers === 1 ? 503 : 200).end("{}", () => told.emit("answered"));
  });
  const launcher = makeLauncher();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, launcher.events);
  launcher.events.emit("hook.started", { hook: "ready", handlers: 0 });
  launcher.events.emit("hook.settled", { hook: "ready", milliseconds: 0 });
  launcher.events.emit("session.opened", { session });
  const refused = once(told, "answered");
  await vi.advanceTimersByTimeAsync(2000);
  await refused;
  await telemetry.shutdown();
  const names = receiver.bodies.map((body) => body.resourceSpans[0]?.scopeSpans[0]?.spans.map(({ name }) => name));
  expect(names).toEqual([["hook ready"], ["hook ready", "session"]]);
});

it("reaches a collector by the proxy that the environment names", async () => {
  const proxy = await startReceiver();
  const launcher = makeLauncher();
  const telemetry = await startTelemetry(
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.invalid:4318", HTTP_PROXY: proxy.url },
    launcher.events,
  );
  await runSession(launcher);
  await telemetry.shutdown();
  expect(proxy.paths).toEqual(["http://collector.invalid:4318/v1/traces"]);
});

it("keeps the last events of a span that gets them for ever, and the beginning of a long text", async () => {
  const receiver = await startReceiver();
  const launcher = makeLauncher();
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, launcher.events);
  launcher.events.emit("session.opened", { session: { ...session, experiment: "x".repeat(10_000) } });
  for (let time = 0; time < 200; time += 1) launcher.events.emit("state.changed", { from: "created", to: "ready" });
  await telemetry.shutdown();
  const [root] = receiver.spans;
  expect(root?.events).toHaveLength(128);
  expect(root?.attributes["rigline.experiment"]).toBe("x".repeat(4096));
});

it("does not keep the launcher from leaving when the collector never answers", async () => {
  const receiver = await startReceiver(() => undefined);
  const built = new URL("../../dist/", import.meta.url).href;
  const script = `
    import { createEventBus } from "${built}events/event-bus.js";
    import { startTelemetry } from "${built}telemetry/start-telemetry.js";
    const events = createEventBus({ log: undefined, now: () => new Date() });
    const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: ${JSON.stringify(receiver.url)} }, events);
    events.emit("hook.started", { hook: "ready", handlers: 0 });
    await telemetry.shutdown();
    const from = performance.now();
    process.on("exit", () => console.log(performance.now() - from));
  `;
  const milliseconds = Number(
    execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }),
  );
  expect(milliseconds).toBeLessThan(1000);
});
