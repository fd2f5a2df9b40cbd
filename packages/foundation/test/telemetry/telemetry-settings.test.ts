import { expect, it } from "vitest";
import { readTelemetrySettings } from "../../src/telemetry/telemetry-settings.js";

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };

it.each<[Record<string, string>, string]>([
  [ENDPOINT, "http://collector:4318/v1/traces"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector/base//" }, "https://collector/base/v1/traces"],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector/own" }, "http://collector/own"],
  [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector/own" }, "http://collector/own"],
  [{ OTEL_TRACES_EXPORTER: "otlp" }, "http://localhost:4318/v1/traces"],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: "console, otlp" }, "http://collector:4318/v1/traces"],
  [{ ...ENDPOINT, OTEL_SDK_DISABLED: "false" }, "http://collector:4318/v1/traces"],
  [{ ...ENDPOINT, OTEL_TRACES_SAMPLER: "always_on" }, "http://collector:4318/v1/traces"],
])("sends with %j to %s", (environment, url) => {
  expect(readTelemetrySettings(environment)?.url).toBe(url);
});

it.each([
  {},
  { OTEL_SERVICE_NAME: "rig" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: "" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: " " },
  { ...ENDPOINT, OTEL_SDK_DISABLED: "TRUE" },
  { ...ENDPOINT, OTEL_TRACES_EXPORTER: "none" },
  { OTEL_TRACES_EXPORTER: "zipkin" },
  { ...ENDPOINT, OTEL_TRACES_SAMPLER: "parentbased_always_off" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: "no address" },
])("sends nothing with %j", (environment) => {
  expect(readTelemetrySettings(environment)).toBeUndefined();
});

it("reads everything else", () => {
  expect(
    readTelemetrySettings({
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20abc,x-team=rigs,=,broken",
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: "x-team=traces",
      OTEL_EXPORTER_OTLP_TIMEOUT: "1500",
      OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=ignored,deployment.environment=lab%2C%203rd floor,odd=100%",
      OTEL_SERVICE_NAME: "behavior-rig",
    }),
  ).toEqual({
    url: "http://collector:4318/v1/traces",
    headers: { authorization: "Bearer abc", "x-team": "traces" },
    timeoutMs: 1500,
    compress: true,
    resource: { "service.name": "behavior-rig", "deployment.environment": "lab, 3rd floor", odd: "100%" },
  });
});

it.each([
  ["nothing", {}, 2000],
  ["more than a rig would wait", { OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: "60000" }, 2000],
  ["no number", { OTEL_EXPORTER_OTLP_TIMEOUT: "soon" }, 2000],
  ["less", { OTEL_EXPORTER_OTLP_TIMEOUT: "200" }, 200],
])("waits for the collector: %s", (_name, environment, timeoutMs) => {
  expect(readTelemetrySettings({ ...ENDPOINT, ...environment })?.timeoutMs).toBe(timeoutMs);
});

it("is called rigline unless told otherwise", () => {
  expect(readTelemetrySettings(ENDPOINT)?.resource).toEqual({ "service.name": "rigline" });
  expect(
    readTelemetrySettings({ ...ENDPOINT, OTEL_RESOURCE_ATTRIBUTES: "service.name=from-attributes" })?.resource,
  ).toEqual({ "service.name": "from-attributes" });
});
