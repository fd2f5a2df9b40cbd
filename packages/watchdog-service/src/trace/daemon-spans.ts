import { createHash } from "node:crypto";
import type { Clock } from "@rigline/foundation/platform";
import { readTraceparent, Span, type SpanContext } from "@rigline/foundation/telemetry";
import type { JobSpans } from "../jobs/job-spans.js";
import type { Job } from "../jobs/job.js";
import { traceAttempt } from "./attempt-spans.js";

type OnEnd = (span: Span) => void;

/**
 * Spans of a daemon's jobs, each given to `onEnd` when it is over. A session that is traced has them in its own trace: `manifest taken`
 * below the session, `attempt` below that. A manifest that nobody traces begins a trace of its own. Both are made of the
 * manifest, so that a daemon that is started anew, and another attempt a day later, go on in the same trace.
 */
export function daemonSpans(clock: Pick<Clock, "now">, onEnd: OnEnd): JobSpans {
  return {
    taken: (job, since) => {
      const { session, taken } = placeOf(job);
      if (session?.isSampled === false) return;
      const at = clock.now();
      const span = new Span("manifest taken", { at: since < at ? since : at, attributes: attributesOf(job), onEnd });
      span.join(taken, "itself");
      if (session !== undefined) span.join(session, "child");
      span.end(at);
    },
    attempt: (job) => {
      const { session, taken } = placeOf(job);
      if (session?.isSampled === false) return undefined;
      const span = new Span("attempt", { at: clock.now(), attributes: attributesOf(job), onEnd });
      span.join(taken, "child");
      return traceAttempt(span, clock, onEnd);
    },
  };
}

/** A job's place in its trace: the span that its manifest names, and the one of its taking. */
function placeOf({ traceparent, manifest, digest }: Job): {
  readonly session: ReturnType<typeof readTraceparent>;
  readonly taken: SpanContext;
} {
  const session = traceparent === undefined ? undefined : readTraceparent(traceparent);
  const made = createHash("sha256").update(`rigline-manifest-trace\n${manifest}\n${digest}`).digest("hex");
  return { session, taken: { traceId: session?.traceId ?? made.slice(0, 32), spanId: made.slice(32, 48) } };
}

function attributesOf({ request, manifest }: Job): Readonly<Record<string, string>> {
  return { "rigline.session.name": request.name, "rigline.manifest": manifest };
}
