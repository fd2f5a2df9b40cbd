import { createHash } from "node:crypto";
import { readTelemetrySettings, type SpanContext, writeTraceparent } from "@rigline/foundation/telemetry";
import type { Session } from "../session/session.js";

/**
 * The trace of a session and its own span there. Made of what a session keeps for ever, so that whoever resumes it, or makes its manifest
 * once more, goes on with the same trace.
 */
export function sessionSpan({ rigName, directory }: Pick<Session, "rigName" | "directory">): SpanContext {
  const digest = createHash("sha256").update(`rigline-trace\n${rigName}\n${directory}`).digest("hex");
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) };
}

/**
 * The `traceparent` (W3C Trace Context) of what other programs do for a session; undefined: the environment asks for no traces.
 */
export function sessionTraceparent(
  environment: Readonly<Record<string, string>>,
  session: Pick<Session, "rigName" | "directory">,
): string | undefined {
  return readTelemetrySettings(environment) === undefined ? undefined : writeTraceparent(sessionSpan(session));
}
