import type { ExportOptions, SpanExporter } from "./span-exporter.js";
import type { TelemetrySettings } from "./telemetry-settings.js";

/** What posts is loaded only here: most rigs send no traces. */
export async function startSpanExporter(settings: TelemetrySettings, options: ExportOptions): Promise<SpanExporter> {
  const { createSpanExporter } = await import("./export-spans.js");
  return createSpanExporter(settings, options);
}
