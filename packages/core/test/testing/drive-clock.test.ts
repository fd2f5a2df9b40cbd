import { execFile } from "node:child_process";
import { createFakeClock } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { driveClock } from "../../src/testing/drive-clock.js";

const MINUTE = 60_000;

test("what the work begins at once is waited for like all that follows: time stands still meanwhile", async () => {
  const clock = createFakeClock();
  const ended = await driveClock(clock, () => Promise.race([sleepingProcess(), clock.sleep(5_000).then(() => "time")]));
  expect(ended).toBe("process");
});

test("what was under way before the work began, and ends, hides nothing of the work's own", async () => {
  const clock = createFakeClock();
  const before = sleepingProcess(1);
  const ended = await driveClock(clock, async () => {
    await before;
    return Promise.race([sleepingProcess(), clock.sleep(5_000).then(() => "time")]);
  });
  expect(ended).toBe("process");
});

test("what ends and what begins next, in one turn of a machine that stood still, are told apart", async () => {
  const clock = createFakeClock();
  const before = sleepingProcess(1);
  const ended = await driveClock(clock, async () => {
    setTimeout(standStill, 1);
    await before;
    return Promise.race([sleepingProcess(), clock.sleep(5_000).then(() => "time")]);
  });
  expect(ended).toBe("process");
});

test("a machine that stood still for a moment has not been quiet for that long", async () => {
  const clock = createFakeClock();
  const ended = await driveClock(clock, () => {
    setTimeout(standStill, 1);
    const pause = new Promise((resolve) => {
      setTimeout(resolve, 100, "pause");
    });
    return Promise.race([pause, clock.sleep(MINUTE).then(() => "time")]);
  });
  expect(ended).toBe("pause");
});

test("time goes to the next timer when nothing is under way, and that nothing comes any more is told once", async () => {
  const clock = createFakeClock();
  await driveClock(clock, () => clock.sleep(MINUTE));
  expect(clock.monotonic()).toBe(MINUTE);
  let told = 0;
  let end = (): void => undefined;
  const work = new Promise<void>((resolve) => {
    end = resolve;
  });
  await driveClock(
    clock,
    () => work,
    () => {
      told += 1;
      end();
    },
  );
  expect(told).toBe(1);
});

function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
}

/** Ends after so many real milliseconds. */
function sleepingProcess(milliseconds = 300): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--eval", `setTimeout(() => {}, ${milliseconds})`], () => resolve("process"));
  });
}
