export { type Attributes, Span } from "./span.js";
export type { ExportOptions, SpanExporter } from "./span-exporter.js";
export { startSpanExporter } from "./start-span-exporter.js";
export { readTelemetrySettings, type TelemetrySettings } from "./telemetry-settings.js";
export { readTraceparent, type SpanContext, writeTraceparent } from "./trace-context.js";
