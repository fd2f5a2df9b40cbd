import { createFakeClock } from "@rigline/foundation/testing";
import { Span } from "@rigline/foundation/telemetry";
import { expect, test } from "vitest";
import { traceAttempt } from "../../src/trace/attempt-spans.js";
import type { WorkOrder } from "../../src/work/work-order.js";
import type { WorkPool } from "../../src/work/work-pool.js";

const START = new Date("2026-07-14T09:05:00Z");

/** Begins an order, and has it end when it is told to. */
function traceOrders() {
  const clock = createFakeClock({ now: START });
  const told: string[] = [];
  const onEnd = (span: Span): void => {
    const { name, startTimeUnixNano, endTimeUnixNano, attributes, status } = JSON.parse(JSON.stringify(span)) as {
      readonly name: string;
      readonly startTimeUnixNano: string;
      readonly endTimeUnixNano: string;
      readonly attributes: readonly { readonly key: string; readonly value: { readonly intValue?: number } }[];
      readonly status: { readonly message?: string };
    };
    const second = (nanoseconds: string): number =>
      Number(BigInt(nanoseconds) / 1_000_000_000n) - START.getTime() / 1000;
    const orders = attributes.find(({ key }) => key === "rigline.orders")?.value.intValue;
    told.push(
      [name, `${second(startTimeUnixNano)}-${second(endTimeUnixNano)}`, orders, status.message]
        .filter(Boolean)
        .join(" "),
    );
  };
  const ends: (() => void)[] = [];
  const run = (order: WorkOrder): Promise<never> =>
    new Promise((resolve, reject) =>
      ends.push(() => (order.kind === "publish" ? reject(new Error("no room")) : resolve(undefined as never))),
    );
  const spans = traceAttempt(new Span("attempt", { at: clock.now(), onEnd }), clock, onEnd);
  const pool = spans.hearPool({ run } as unknown as WorkPool);
  const begin = (kind: WorkOrder["kind"]): (() => Promise<void>) => {
    const done = pool.run({ kind } as WorkOrder, { signal: new AbortController().signal }).catch(() => undefined);
    const end = ends.at(-1);
    return async () => {
      end?.();
      await done;
    };
  };
  return { begin, clock, end: spans.end, told };
}

test("what is done once more at the end is a span of its own, and does not seem to have taken the time in between", async () => {
  const { begin, clock, end, told } = traceOrders();
  for (const kind of ["lookAtDestination", "isSame", "plan", "copy", "lookAtDestination", "planDigest"] as const) {
    const finish = begin(kind);
    await clock.advance(1000);
    await finish();
  }
  end();
  expect(told.sort()).toEqual([
    "attempt 0-6",
    "copy 3-4 1",
    "look at destination 0-2 2",
    "look at destination 4-5 1",
    "plan 2-3 1",
    "verify 5-6 1",
  ]);
});

test("orders of one name that are under way side by side are one span, also when others begin meanwhile", async () => {
  const { begin, clock, end, told } = traceOrders();
  const first = begin("copy");
  const look = begin("lookAtDestination");
  await clock.advance(1000);
  const second = begin("copy");
  await look();
  await first();
  await clock.advance(1000);
  await second();
  const publish = begin("publish");
  await clock.advance(1000);
  await publish();
  end();
  expect(told.sort()).toEqual(["attempt 0-3", "copy 0-2 2", "look at destination 0-1 1", "publish 2-3 1 no room"]);
});
