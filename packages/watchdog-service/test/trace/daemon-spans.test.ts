import { readTelemetrySettings, startSpanExporter } from "@rigline/foundation/telemetry";
import { startTraceCollector, type ReceivedSpan } from "@rigline/foundation/testing";
import type { HttpClient } from "@rigline/foundation/http";
import { systemClock } from "@rigline/foundation/platform";
import { expect, onTestFinished, test } from "vitest";
import { daemonSpans } from "../../src/trace/daemon-spans.js";
import { createRig, partsFor, runOnce, type ManifestChoices } from "../support/rig.js";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SESSION = "b7ad6b7169203331";

/** Runs a job as often as it is posted to, with the daemon's spans sent to a real collector. */
async function runTraced(choices: ManifestChoices, answers: readonly number[] = [200]) {
  const collector = await startTraceCollector();
  onTestFinished(() => collector.close());
  const settings = readTelemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, "rigline-watchdog");
  if (settings === undefined) throw new Error("no settings");
  const exporter = await startSpanExporter(settings, { environment: {}, scope: "rigline-watchdog" });
  const rig = createRig();
  rig.hand("session", { endpoint: "http://service/submit", ...choices });
  const posted: (string | undefined)[] = [];
  const http: HttpClient = {
    post: (_url, { headers }) => {
      const status = answers[posted.push(headers["traceparent"]) - 1] ?? 200;
      return Promise.resolve({ status, headers: {}, body: "{}" });
    },
  };
  // A daemon anew for each.
  for (const _answer of answers) await runOnce(partsFor(rig, { http, spans: daemonSpans(systemClock, exporter.add) }));
  await exporter.shutdown();
  const byId = new Map(collector.spans.map((span) => [span.id, span]));
  const way = ({ name, parentId = "" }: ReceivedSpan): string => {
    const parent = byId.get(parentId);
    return parent === undefined ? `${parentId} > ${name}` : `${way(parent)} > ${name}`;
  };
  return { posted, spans: collector.spans, ways: collector.spans.map(way).sort() };
}

test("what the daemon does for a session stands below it in its trace, and the service is asked by the span that asks", async () => {
  const { posted, spans, ways } = await runTraced({ notes: { rigline_traceparent: `00-${TRACE}-${SESSION}-01` } });
  const taken = `${SESSION} > manifest taken`;
  const below = [
    "",
    " > archive",
    " > copy",
    " > look at destination",
    // Once more: whether it stands there already.
    " > look at destination",
    " > plan",
    " > publish",
    " > submit",
    " > verify",
  ];
  expect(ways).toEqual([taken, ...below.map((name) => `${taken} > attempt${name}`)]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  const submit = spans.find(({ name }) => name === "submit");
  expect(posted).toEqual([`00-${TRACE}-${submit?.id}-01`]);
  expect(submit?.attributes).toEqual({ "http.response.status_code": 200 });
  expect(spans.find(({ name }) => name === "attempt")?.attributes).toMatchObject({
    "rigline.session.name": "session",
    "rigline.files": 3,
    "rigline.read_back": "cache",
  });
  expect(spans.filter(({ milliseconds }) => milliseconds < 0)).toEqual([]);
});

test("a manifest that nobody traces has one trace of its own, also across attempts and daemons", async () => {
  const { posted, spans, ways } = await runTraced({}, [503, 200]);
  expect(ways.filter((way) => way.endsWith(" > attempt"))).toEqual([
    " > manifest taken > attempt",
    " > manifest taken > attempt",
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const asked = spans.filter(({ name }) => name === "submit");
  expect(posted).toEqual(asked.map(({ traceId, id }) => `00-${traceId}-${id}-01`));
  expect(asked.map(({ status }) => status.code)).toEqual([2, 0]);
  expect(
    spans.filter(({ name }) => name === "attempt").map(({ attributes }) => attributes["rigline.error.code"]),
  ).toEqual([expect.stringMatching(/^SUBMIT_/), undefined]);
});

test("a trace that whoever began it does not want recorded is passed on and not added to", async () => {
  const traceparent = `00-${TRACE}-${SESSION}-00`;
  const { posted, spans } = await runTraced({ notes: { rigline_traceparent: traceparent } });
  expect(spans).toEqual([]);
  expect(posted).toEqual([traceparent]);
});
