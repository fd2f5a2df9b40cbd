import { createFakeClock } from "@rigline/core/testing";
import { createLogger } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import type { Daemon } from "../../src/daemon/daemon.js";
import { createWatchKeeper } from "../../src/daemon/watch-keeper.js";

const log = createLogger("test", [], () => new Date(0));
const { signal } = new AbortController();

/** A daemon that is seen as soon as it is started, and of which the test says when it ends. */
function setUp(kind: Daemon["kind"]) {
  const clock = createFakeClock();
  let starts = 0;
  let running = false;
  let end: (how: string) => void = () => undefined;
  const daemon: Daemon = {
    kind,
    stop: () => Promise.resolve(),
    findWatcher: () => Promise.resolve(running ? "the daemon (pid 1)" : undefined),
    start: () => {
      starts += 1;
      running = true;
      const ended = new Promise<string>((resolve) => (end = resolve));
      return Promise.resolve({ pid: 1, logFile: "daemon.log", ended, readTail: () => "its last words" });
    },
  };
  const vanish = (): void => void (running = false);
  const stop = (how: string): void => {
    vanish();
    end(how);
  };
  return { clock, keeper: createWatchKeeper(daemon, { clock, log }), starts: () => starts, stop, vanish };
}

test("one that goes away is started again, but not for ever", async () => {
  const { keeper, starts, stop } = setUp("embedded");
  await keeper.ensure(signal);
  for (const number of [2, 3, 4]) {
    stop("was ended by SIGKILL");
    await keeper.keep(signal);
    expect(starts()).toBe(number);
  }
  await keeper.keep(signal);
  stop("was ended by SIGKILL");
  await expect(keeper.keep(signal)).rejects.toMatchObject({
    code: "DAEMON_START_FAILED",
    message: expect.stringContaining("after each of 4 starts"),
    why: "its last words",
    where: { file: "daemon.log" },
  });
});

test("an external one that ends soon after its start is not started again", async () => {
  const { clock, keeper, starts, stop } = setUp("external");
  await keeper.ensure(signal);
  await clock.advance(4000);
  stop("exited with code 3");
  await expect(keeper.keep(signal)).rejects.toMatchObject({
    code: "DAEMON_START_FAILED",
    message: "the external daemon exited with code 3",
  });
  expect(starts()).toBe(1);
});

test("an external one that ends later is started again", async () => {
  const { clock, keeper, starts, stop } = setUp("external");
  await keeper.ensure(signal);
  await clock.advance(6000);
  stop("exited with code 3");
  await keeper.keep(signal);
  expect(starts()).toBe(2);
});

test("an external one that is not listed and has not ended gets no second one beside it", async () => {
  const { keeper, starts, vanish } = setUp("external");
  await keeper.ensure(signal);
  vanish();
  await keeper.keep(signal);
  expect(starts()).toBe(1);
});

test("only an external one that was started here is on probation", async () => {
  const embedded = setUp("embedded");
  await embedded.keeper.ensure(signal);
  expect(embedded.keeper.probationMs()).toBe(0);
  const external = setUp("external");
  expect(external.keeper.probationMs()).toBe(0);
  await external.keeper.ensure(signal);
  expect(external.keeper.probationMs()).toBe(5000);
  await external.clock.advance(7000);
  expect(external.keeper.probationMs()).toBe(0);
});
