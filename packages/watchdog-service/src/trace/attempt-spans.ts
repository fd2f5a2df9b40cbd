import type { Clock } from "@rigline/foundation/platform";
import { Span, writeTraceparent } from "@rigline/foundation/telemetry";
import type { DaemonEvent } from "../jobs/daemon-events.js";
import type { AttemptSpans } from "../jobs/job-spans.js";
import type { WorkOrder } from "../work/work-order.js";
import type { WorkPool } from "../work/work-pool.js";

/**
 * The span that an order belongs to. A file is written, flushed, read back and compared by one order, so all of that is `copy`; `verify` is the last
 * look before a name is given: that no source and no copy was touched since.
 */
const SPAN_OF: Readonly<Record<WorkOrder["kind"], string>> = {
  lookAtDestination: "look at destination",
  isSame: "look at destination",
  plan: "plan",
  measure: "plan",
  prepareStaging: "copy",
  copy: "copy",
  planDigest: "verify",
  hash: "verify",
  compareTree: "verify",
  flushTree: "verify",
  publish: "publish",
  keepRecords: "gather",
  findSources: "delete source",
  findMissing: "delete source",
  deleteFiles: "delete source",
  removeEmptyFolders: "delete source",
  removeTree: "clear",
  keepInventory: "archive",
  archive: "archive",
};

/** A span of each name at most, from the first order of its kind to the end of the last; in between others may have their turn. */
export function traceAttempt(attempt: Span, clock: Pick<Clock, "now">, onEnd: (span: Span) => void): AttemptSpans {
  const spans = new Map<string, { readonly span: Span; end: Date; orders: number }>();
  let submit: Span | undefined;

  const spanNamed = (name: string): { readonly span: Span; end: Date; orders: number } => {
    const at = clock.now();
    const known = spans.get(name) ?? { span: new Span(name, { at, parent: attempt, onEnd }), end: at, orders: 0 };
    spans.set(name, known);
    return known;
  };
  const endSubmit = (): void => {
    submit?.end(clock.now());
    submit = undefined;
  };
  const fail = (span: Span | undefined, code: string, message: string): void => {
    span?.set({ "rigline.error.code": code });
    span?.fail(message);
  };

  const hearEvent = (event: DaemonEvent): void => {
    if (event.event === "failed") {
      attempt.set({ "rigline.step": event.step, "rigline.attempt": event.attempt });
      fail(attempt, event.code, event.message);
      fail(submit, event.code, event.message);
    } else if (event.event === "parked") {
      fail(attempt, event.code, event.reason);
      fail(submit, event.code, event.reason);
    } else if (event.event === "published")
      attempt.set({ "rigline.files": event.files, "rigline.bytes": event.bytes, "rigline.read_back": event.readBack });
    else if (event.event === "submitted" && event.status !== null)
      submit?.set({ "http.response.status_code": event.status });
  };

  return {
    hearPool: (pool) => hearPool(pool, spanNamed, clock),
    hearEvent,
    onStep: (step) => {
      endSubmit();
      if (step === "submit") submit = new Span(step, { at: clock.now(), parent: attempt, kind: "client", onEnd });
    },
    traceparent: () => writeTraceparent((submit ?? attempt).context),
    end: () => {
      endSubmit();
      for (const { span, end, orders } of spans.values()) {
        span.set({ "rigline.orders": orders });
        span.end(end);
      }
      attempt.end(clock.now());
    },
  };
}

function hearPool(
  pool: WorkPool,
  spanNamed: (name: string) => { readonly span: Span; end: Date; orders: number },
  clock: Pick<Clock, "now">,
): WorkPool {
  return {
    ...pool,
    run: async (order, options) => {
      const known = spanNamed(SPAN_OF[order.kind]);
      known.orders += 1;
      try {
        return await pool.run(order, options);
      } catch (error) {
        known.span.fail(error instanceof Error ? error.message : String(error));
        throw error;
      } finally {
        known.end = clock.now();
      }
    },
  };
}
