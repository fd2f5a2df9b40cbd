import type { Span } from "./span.js";

export interface ExportOptions {
  /** Those that say by which proxy an address is asked. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What sends them, as OpenTelemetry's scope. */
  readonly scope: string;
  /** False: nothing is to be sent yet. */
  readonly isReady?: () => boolean;
  /** Called when spans will never arrive, with how many, and why. */
  readonly onLost?: (spans: number, why: string) => void;
}

/** Posts spans to an OTLP collector as JSON, by and by. It never throws, and keeps no process alive. */
export interface SpanExporter {
  /** Of a span that has ended. */
  readonly add: (span: Span) => void;
  /** So many the collector has taken. */
  readonly exported: number;
  /** So many will never arrive: it was away for too long, or did not want them. */
  readonly lost: number;
  /** Sends what waits, and returns within two seconds whatever the collector does. What it did not take is lost. Never rejects. */
  shutdown(): Promise<void>;
}
