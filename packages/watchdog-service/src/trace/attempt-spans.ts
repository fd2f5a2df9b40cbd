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
  lookForHolds: "look at destination",
  isSame: "look at destination",
  lookAtStore: "look at destination",
  claimStore: "look at destination",
  checkStore: "look at destination",
  compareTree: "look at destination",
  plan: "plan",
  measure: "plan",
  readWriterSums: "plan",
  prepareStaging: "copy",
  copy: "copy",
  bringFiles: "copy",
  listSession: "copy",
  makeFolders: "copy",
  adoptCopies: "copy",
  planDigest: "verify",
  hash: "verify",
  flushTree: "verify",
  publish: "publish",
  publishStore: "publish",
  placeFile: "publish",
  publishList: "publish",
  keepRecords: "gather",
  keepInStore: "gather",
  findSources: "delete source",
  findMissing: "delete source",
  deleteFiles: "delete source",
  deleteStored: "delete source",
  removeEmptyFolders: "delete source",
  removeTree: "clear",
  clearStore: "clear",
  keepInventory: "archive",
  archive: "archive",
  leaveReceipts: "delete source",
  audit: "audit",
  auditStore: "audit",
  fetchFiles: "audit",
  repairStore: "audit",
  readHistories: "publish",
  appendGeneration: "audit",
  repair: "audit",
};

/** Orders of one name, one after the other or side by side, as long as none of another name begins in between. */
interface Stretch {
  readonly span: Span;
  end: Date;
  orders: number;
  underWay: number;
}

/** A span of each stretch: what is looked at once more at the end does not seem to take all the time in between. */
export function traceAttempt(attempt: Span, clock: Pick<Clock, "now">, onEnd: (span: Span) => void): AttemptSpans {
  const stretches = new Map<string, Stretch>();
  let latest: Stretch | undefined;
  let submit: Span | undefined;

  const stretchOf = (name: string): Stretch => {
    const known = stretches.get(name);
    if (known !== undefined && (known === latest || known.underWay > 0)) return known;
    if (known !== undefined) endStretch(known);
    const at = clock.now();
    latest = { span: new Span(name, { at, parent: attempt, onEnd }), end: at, orders: 0, underWay: 0 };
    stretches.set(name, latest);
    return latest;
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
    } else if (event.event === "published") {
      attempt.set({ "rigline.files": event.files, "rigline.bytes": event.bytes });
      if (event.readBack !== undefined) attempt.set({ "rigline.read_back": event.readBack });
      if (event.proof !== undefined) attempt.set({ "rigline.proof": event.proof });
    }
    if (event.event === "submitted" && event.status !== null)
      submit?.set({ "http.response.status_code": event.status });
  };

  return {
    hearPool: (pool) => hearPool(pool, stretchOf, clock),
    hearEvent,
    onStep: (step) => {
      endSubmit();
      if (step === "submit") submit = new Span(step, { at: clock.now(), parent: attempt, kind: "client", onEnd });
    },
    traceparent: () => writeTraceparent((submit ?? attempt).context),
    end: () => {
      endSubmit();
      for (const stretch of stretches.values()) endStretch(stretch);
      attempt.end(clock.now());
    },
  };
}

function endStretch({ span, end, orders }: Stretch): void {
  span.set({ "rigline.orders": orders });
  span.end(end);
}

function hearPool(pool: WorkPool, stretchOf: (name: string) => Stretch, clock: Pick<Clock, "now">): WorkPool {
  return {
    ...pool,
    run: async (order, options) => {
      const known = stretchOf(SPAN_OF[order.kind]);
      known.orders += 1;
      known.underWay += 1;
      try {
        return await pool.run(order, options);
      } catch (error) {
        known.span.fail(error instanceof Error ? error.message : String(error));
        throw error;
      } finally {
        known.underWay -= 1;
        known.end = clock.now();
      }
    },
  };
}
