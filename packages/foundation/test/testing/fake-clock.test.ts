import { expect, test } from "vitest";
import { createFakeClock } from "../../src/testing/fake-clock.js";

test("timers fire in order of their time, then of their registration", async () => {
  const clock = createFakeClock();
  const fired: string[] = [];
  clock.after(20, () => fired.push("20"));
  clock.after(10, () => fired.push("10 first"));
  clock.after(10, () => fired.push("10 second"));
  await clock.advance(19);
  expect(fired).toEqual(["10 first", "10 second"]);
  await clock.advance(1);
  expect(fired).toEqual(["10 first", "10 second", "20"]);
  expect(clock.pending).toBe(0);
});

test("a timer that is set while time moves fires in the same move when it falls due", async () => {
  const clock = createFakeClock();
  const at: number[] = [];
  const loop = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn++) {
      await clock.sleep(10);
      at.push(clock.monotonic());
    }
  };
  const done = loop();
  await clock.advance(25);
  expect(at).toEqual([10, 20]);
  await clock.advance(5);
  await done;
  expect(at).toEqual([10, 20, 30]);
});

test("a cancelled timer does not fire", async () => {
  const clock = createFakeClock();
  let fired = false;
  const cancel = clock.after(10, () => {
    fired = true;
  });
  cancel();
  await clock.advance(100);
  expect(fired).toBe(false);
});

test("sleep rejects with the signal's reason, before and during it, and leaves no timer", async () => {
  const clock = createFakeClock();
  const reason = new Error("stopped by the operator");
  await expect(clock.sleep(10, AbortSignal.abort(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  const sleeping = clock.sleep(10, controller.signal);
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  expect(clock.pending).toBe(0);
});

test("the wall clock moves with time and can be set apart from the monotonic one", async () => {
  const clock = createFakeClock({ now: "2026-07-14T16:05:00Z", zone: "Europe/Lisbon" });
  await clock.advance(1_500);
  expect(clock.now().toISOString()).toBe("2026-07-14T16:05:01.500Z");
  clock.setWallTime(new Date("2026-07-14T15:00:00Z"));
  expect(clock.now().toISOString()).toBe("2026-07-14T15:00:00.000Z");
  expect(clock.monotonic()).toBe(1_500);
  expect(clock.zone()).toBe("Europe/Lisbon");
});

test("advanceToNext goes as far as the next timer and says when there is none", async () => {
  const clock = createFakeClock();
  clock.after(3_600_000, () => undefined);
  expect(await clock.advanceToNext()).toBe(true);
  expect(clock.monotonic()).toBe(3_600_000);
  expect(await clock.advanceToNext()).toBe(false);
});
