import { createFakeClock } from "@rigline/core/testing";
import { createLogger } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import type { Daemon } from "../../src/daemon/daemon.js";
import { ensureRunning } from "../../src/daemon/ensure-running.js";

const log = createLogger("test", [], () => new Date(0));

/** A daemon that is seen after so many looks, of a process that ends as the test says. */
function daemonSeenAfter(looks: number, ended: Promise<string> = new Promise(() => {})) {
  let looked = 0;
  let starts = 0;
  const daemon: Daemon = {
    kind: "embedded",
    stop: () => Promise.resolve(),
    findWatcher: () => Promise.resolve(looked++ >= looks ? "the daemon (pid 1)" : undefined),
    start: () => {
      starts += 1;
      return Promise.resolve({ pid: 1, logFile: "daemon.log", ended, readTail: () => "its last words" });
    },
  };
  return { daemon, starts: () => starts };
}

test("one that runs is not started again", async () => {
  const { daemon, starts } = daemonSeenAfter(0);
  expect(await ensureRunning(daemon, { clock: createFakeClock(), log })).toBe("the daemon (pid 1)");
  expect(starts()).toBe(0);
});

test("one that takes its time is waited for", async () => {
  const clock = createFakeClock();
  const { daemon, starts } = daemonSeenAfter(50);
  const running = ensureRunning(daemon, { clock, log });
  await clock.advance(10_000);
  expect(await running).toBe("the daemon (pid 1)");
  expect(starts()).toBe(1);
});

test("the wait is bounded", async () => {
  const clock = createFakeClock();
  const { daemon } = daemonSeenAfter(Infinity);
  const running = ensureRunning(daemon, { clock, log });
  const failure = failureOf(running);
  await clock.advance(20_100);
  expect(await failure).toMatchObject({ code: "DAEMON_START_FAILED", why: "its last words" });
});

test("one that ended at once is told at once, with its last words", async () => {
  const clock = createFakeClock();
  const { daemon } = daemonSeenAfter(Infinity, Promise.resolve("exited with code 3"));
  const running = ensureRunning(daemon, { clock, log });
  const failure = failureOf(running);
  await clock.advance(200);
  expect(await failure).toMatchObject({
    code: "DAEMON_START_FAILED",
    message: "the embedded daemon exited with code 3",
    where: { file: "daemon.log" },
  });
});

test("one that gave way to another is no failure", async () => {
  const clock = createFakeClock();
  const { daemon } = daemonSeenAfter(2, Promise.resolve("exited with code 6"));
  const running = ensureRunning(daemon, { clock, log });
  await clock.advance(200);
  expect(await running).toBe("the daemon (pid 1)");
});

test("an abort ends the wait", async () => {
  const clock = createFakeClock();
  const controller = new AbortController();
  const { daemon } = daemonSeenAfter(Infinity);
  const running = ensureRunning(daemon, { clock, log, signal: controller.signal });
  const failure = failureOf(running);
  await clock.advance(500);
  controller.abort(new Error("enough"));
  expect(await failure).toMatchObject({ message: "enough" });
});

/** Listens at once, so that a rejection that comes while the clock moves is not an unhandled one. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
