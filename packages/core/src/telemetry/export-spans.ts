import { resourceFromAttributes } from "@opentelemetry/resources";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { AlwaysOnSampler, BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { EventBus } from "../events/launcher-events.js";
import { createSpanTree } from "./span-tree.js";
import type { TelemetrySettings } from "./telemetry-settings.js";
import type { Telemetry } from "./telemetry.js";
import { createUnreferencedAgent } from "./unreferenced-agent.js";

const SHUTDOWN_MS = 2000;

/** Every setting is given: left out, the packages would read process.env themselves, past the snapshot and its dotenv files. */
export function exportSpans(settings: TelemetrySettings, events: EventBus): Telemetry {
  const exporter = new OTLPTraceExporter({
    url: settings.url,
    headers: { ...settings.headers },
    timeoutMillis: settings.timeoutMs,
    compression: (settings.compress ? "gzip" : "none") as never,
    concurrencyLimit: 4,
    httpAgentOptions: createUnreferencedAgent,
  });
  const processor = new BatchSpanProcessor(exporter, {
    maxQueueSize: 4096,
    maxExportBatchSize: 512,
    scheduledDelayMillis: 2000,
    exportTimeoutMillis: settings.timeoutMs,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ ...settings.resource }),
    sampler: new AlwaysOnSampler(),
    generalLimits: { attributeCountLimit: 128, attributeValueLengthLimit: 4096 },
    spanLimits: {
      attributeCountLimit: 128,
      attributeValueLengthLimit: 4096,
      eventCountLimit: 128,
      linkCountLimit: 128,
    },
    forceFlushTimeoutMillis: SHUTDOWN_MS,
    spanProcessors: [processor],
  });
  const tree = createSpanTree(provider.getTracer("rigline"));
  const stop = events.onAny(tree.hear);
  let over: Promise<void> | undefined;
  return {
    shutdown: () =>
      (over ??= (async () => {
        stop();
        tree.end(new Date());
        await withinTime(provider.forceFlush().then(() => provider.shutdown()));
      })()),
  };
}

async function withinTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, SHUTDOWN_MS);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
