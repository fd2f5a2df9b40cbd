/** A span among all others, as W3C Trace Context names it; lower-case hex. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** Version 00. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = 1;

/** The span that a `traceparent` (https://www.w3.org/TR/trace-context/) names; undefined: it is none. */
export function readTraceparent(text: string): (SpanContext & { readonly isSampled: boolean }) | undefined {
  const [, traceId = "", spanId = "", flags = ""] = TRACEPARENT.exec(text) ?? [];
  // Zeros alone are the name of nothing.
  if (!/[1-9a-f]/.test(traceId) || !/[1-9a-f]/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** Of a span that is recorded. */
export function writeTraceparent({ traceId, spanId }: SpanContext): string {
  return `00-${traceId}-${spanId}-01`;
}
