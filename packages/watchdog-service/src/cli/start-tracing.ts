import type { Clock, Logger } from "@rigline/foundation/platform";
import { readTelemetrySettings, startSpanExporter } from "@rigline/foundation/telemetry";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { readVariables } from "../config/environment.js";
import type { JobSpans } from "../jobs/job-spans.js";
import type { SpanFigures } from "../monitor/monitor.js";

interface Tracing {
  readonly spans: JobSpans;
  readonly figures: () => SpanFigures;
  /** Within two seconds. Never rejects. */
  shutdown(): Promise<void>;
}

/** Sends the daemon's spans where the standard environment asks for it, as the launcher does; undefined: it does not. */
export async function startTracing(
  { hostname }: Pick<DaemonSettings, "hostname">,
  { clock, log }: { readonly clock: Pick<Clock, "now">; readonly log: Pick<Logger, "warning"> },
): Promise<Tracing | undefined> {
  const environment = readVariables();
  const settings = readTelemetrySettings(environment, "rigline-watchdog");
  if (settings === undefined) return undefined;
  const { daemonSpans } = await import("../trace/daemon-spans.js");
  // Told once: a collector that is away is no trouble of the data. How many are lost is counted.
  let isTold = false;
  const onLost = (_spans: number, why: string): void => {
    if (!isTold) log.warning(`spans are lost on their way to the collector: ${why}`);
    isTold = true;
  };
  const named = { ...settings, resource: { "host.name": hostname, ...settings.resource } };
  const exporter = await startSpanExporter(named, { environment, scope: "rigline-watchdog", onLost });
  return {
    spans: daemonSpans(clock, exporter.add),
    figures: () => ({ exported: exporter.exported, lost: exporter.lost }),
    shutdown: () => exporter.shutdown(),
  };
}
