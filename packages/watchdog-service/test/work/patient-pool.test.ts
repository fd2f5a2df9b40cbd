import { createFakeClock } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { createWorkerPool } from "../../src/work/worker-pool.js";
import type { OrderOptions } from "../../src/work/work-pool.js";
import type { OrderOf } from "../../src/work/work-order.js";
import { createFakeWorker, type FakeWorker } from "../support/fake-worker.js";

const PATIENCE = { dataMs: 60_000, namesMs: 20_000, silentMs: 3000, graceMs: 2000 };
const SHARE = { waitsFor: ["/mnt/nas"], shows: ["/mnt/nas"] };

const removal: OrderOf<"removeTree"> = { kind: "removeTree", path: "/mnt/nas/a" };
const reading: OrderOf<"hash"> = { kind: "hash", algorithm: "sha256", files: [{ path: "/data/a", side: "source" }] };

/** The timer by which one worker that has nothing to do ends. */
const AT_REST = 1;

/** A pool whose workers and time are the test's. */
function bench(size = 1) {
  const clock = createFakeClock();
  const workers: FakeWorker[] = [];
  const startWorker = (): FakeWorker => {
    const worker = createFakeWorker();
    workers.push(worker);
    return worker;
  };
  const pool = createWorkerPool({ size, patience: PATIENCE, clock, startWorker });
  /** Runs an order; `ended` says in one line how it ended, and undefined while it has not. */
  const run = (order: typeof removal | typeof reading, options: Partial<OrderOptions> = {}) => {
    const run = { ended: undefined as string | undefined, why: undefined as unknown };
    pool.run(order, { signal: new AbortController().signal, ...options }).then(
      () => (run.ended = "done"),
      (error: { code: string; message: string; why: unknown }) => {
        run.ended = `${error.code}: ${error.message}`;
        run.why = error.why;
      },
    );
    return run;
  };
  return { clock, pool, workers, run };
}

test.each([
  [removal, 20_000, "removing /mnt/nas/a"],
  [reading, 60_000, "reading /data/a, or a file after it"],
] as const)("an order without a sign of life is given up after its time, and its worker ended", async (...it) => {
  const [order, limitMs, what] = it;
  const { clock, run, workers } = bench();
  const running = run(order);
  await clock.advance(limitMs - 1);
  expect([running.ended, workers[0]?.killed]).toEqual([undefined, false]);
  await clock.advance(1);
  expect(running).toEqual({
    ended: `COPY_STALLED: no progress for ${limitMs / 1000} s`,
    why: `the system does not answer: ${what}`,
  });
  expect([workers[0]?.killed, clock.pending]).toEqual([true, 0]);
  run(order);
  await clock.advance(0);
  expect(workers).toHaveLength(2);
});

test("each sign of life begins its time anew, and tells the bytes", async () => {
  const { clock, run, workers } = bench();
  const bytes: number[] = [];
  const running = run(reading, { onBytes: (read) => void bytes.push(read) });
  for (let minute = 1; minute <= 30; minute += 1) {
    await clock.advance(59_000);
    workers[0]?.alive(minute);
  }
  expect([running.ended, bytes.length]).toEqual([undefined, 30]);
  workers[0]?.done([]);
  await clock.advance(0);
  expect([running.ended, clock.pending, workers[0]?.killed]).toEqual(["done", AT_REST, false]);
  // It is free for the next one.
  run(reading);
  await clock.advance(0);
  expect(workers.map(({ orders }) => orders.length)).toEqual([2]);
});

test("one that is silent lets another work beside it, until it is heard again, as often as it is so", async () => {
  const { clock, run, workers, pool } = bench();
  pool.hanging.enter(SHARE).leave("answered");
  const told: boolean[] = [];
  run(removal, { places: SHARE, onSilent: (silent) => void told.push(silent) });
  const other = run(reading);
  await clock.advance(2999);
  expect([workers.length, told, pool.hanging.isDead(SHARE.waitsFor)]).toEqual([1, [], false]);
  await clock.advance(1);
  expect([workers.length, told, pool.hanging.isDead(SHARE.waitsFor)]).toEqual([2, [true], true]);
  workers[0]?.alive();
  expect([told, pool.hanging.isDead(SHARE.waitsFor)]).toEqual([[true, false], false]);
  await clock.advance(3000);
  expect(told).toEqual([true, false, true]);
  workers[1]?.done([]);
  await clock.advance(0);
  expect(other.ended).toBe("done");
});

test("the first to ask a place that nobody knows lets another work beside it from the start; the next takes its turn", async () => {
  const { clock, run, workers } = bench();
  run(removal, { places: SHARE });
  run(removal, { places: SHARE });
  await clock.advance(0);
  expect(workers.length).toBe(2);
  run(removal, { places: SHARE });
  await clock.advance(0);
  expect(workers.length).toBe(2);
});

test("a worker that had nothing to do for a minute is ended, and one that had is not", async () => {
  const { clock, run, workers } = bench(2);
  run(removal);
  run(removal);
  await clock.advance(0);
  for (const worker of workers) worker.done(undefined);
  await clock.advance(59_000);
  run(removal);
  await clock.advance(0);
  expect(workers.map(({ orders, killed }) => [orders.length, killed])).toEqual([
    [1, false],
    [2, false],
  ]);
  await clock.advance(5000);
  expect(workers.map(({ killed }) => killed)).toEqual([true, false]);
  workers[1]?.done(undefined);
  await clock.advance(60_000);
  expect([workers.map(({ killed }) => killed), clock.pending]).toEqual([[true, true], 0]);
  run(removal);
  await clock.advance(0);
  expect(workers).toHaveLength(3);
});

test("told to stop, what is worth it has its grace, and the rest is ended at once", async () => {
  const { clock, run, workers } = bench(3);
  const stopping = new AbortController();
  const { signal } = stopping;
  const [cut, late, soon] = [run(reading, { signal }), run(removal, { signal }), run(removal, { signal })];
  await clock.advance(0);
  stopping.abort();
  await clock.advance(0);
  expect([cut.ended, late.ended, soon.ended]).toEqual(["COPY_STOPPED: the work was stopped", undefined, undefined]);
  workers[2]?.done(undefined);
  await clock.advance(2000);
  expect([late.ended, soon.ended]).toEqual(["COPY_STOPPED: the work was stopped", "done"]);
  expect([workers.map(({ killed }) => killed), clock.pending]).toEqual([[true, true, false], AT_REST]);
});

test("one that even the kernel can't end is waited for a second, and counts at its place until it is gone", async () => {
  const { clock, run, workers, pool } = bench();
  const running = run(removal, { places: SHARE });
  await clock.advance(0);
  const [stuck] = workers;
  if (stuck === undefined) throw new Error("no worker was started");
  stuck.stuck = true;
  await clock.advance(20_999);
  expect([running.ended, stuck.killed]).toEqual([undefined, true]);
  await clock.advance(1);
  expect(running.ended).toMatch(/^COPY_STALLED/);
  // Two more may try, and are given up in turn: then nobody until one of them is gone.
  for (const each of [run(removal, { places: SHARE }), run(removal, { places: SHARE })])
    expect(each.ended).toBe(undefined);
  await clock.advance(0);
  for (const worker of workers) worker.stuck = true;
  await clock.advance(21_000);
  const refused = run(removal, { places: SHARE });
  await clock.advance(0);
  expect(refused).toEqual({
    ended: "COPY_STALLED: earlier attempts still wait for the system, which does not answer",
    why: "not even begun: removing /mnt/nas/a",
  });
  for (const worker of workers) worker.end();
  await clock.advance(0);
  expect([pool.hanging.isFull(SHARE.waitsFor), pool.hanging.isDead(SHARE.waitsFor)]).toEqual([false, true]);
});

test("one that breaks off fails its order alone; another takes its place", async () => {
  const { clock, run, workers } = bench();
  const [first, second] = [run(reading), run(reading)];
  await clock.advance(0);
  workers[0]?.end();
  await clock.advance(0);
  workers[1]?.done([]);
  await clock.advance(0);
  expect([first.ended, second.ended]).toEqual(["COPY_FAILED: a worker process broke off", "done"]);
});

test("what the work threw comes through, and the worker goes on", async () => {
  const { clock, run, workers } = bench();
  const running = run(reading);
  await clock.advance(0);
  workers[0]?.fail(Object.assign(new Error("the disk is away"), { code: "ENODEV" }));
  await clock.advance(0);
  expect([running.ended, workers[0]?.killed, clock.pending]).toEqual(["ENODEV: the disk is away", false, AT_REST]);
});

test("closing ends every worker, and waits for one that is stuck a second at most", async () => {
  const { clock, run, workers, pool } = bench(2);
  run(reading);
  run(reading);
  await clock.advance(0);
  for (const worker of workers) worker.stuck = true;
  let closed = false;
  void pool.close().then(() => (closed = true));
  await clock.advance(999);
  expect([closed, workers.map(({ killed }) => killed)]).toEqual([false, [true, true]]);
  await clock.advance(1);
  expect(closed).toBe(true);
});

test("who has worked already goes before who is only being started", async () => {
  const { clock, pool, run, workers } = bench(2);
  run(removal);
  await clock.advance(0);
  workers[0]?.done(undefined);
  await clock.advance(0);
  pool.prepare(2);
  run(removal);
  await clock.advance(0);
  expect(workers.map(({ orders }) => orders.length)).toEqual([2, 0]);
});
