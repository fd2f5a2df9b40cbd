import { expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "@rigline/foundation/platform";

const LONGEST_TIMER_MS = 2 ** 31 - 1;

test("sleep waits longer than a timer can", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let awake = false;
  void systemClock.sleep(LONGEST_TIMER_MS + 1000).then(() => (awake = true));
  await vi.advanceTimersByTimeAsync(LONGEST_TIMER_MS + 999);
  expect(awake).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(awake).toBe(true);
});

test("sleep ends with the signal, and leaves no timer behind", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const abort = new AbortController();
  const slept = systemClock.sleep(1000, abort.signal).catch((error: unknown) => error);
  abort.abort("enough");
  expect(await slept).toBe("enough");
  expect(vi.getTimerCount()).toBe(0);
});

test("after waits longer than a timer can, and can be cancelled on the way", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const calls: string[] = [];
  systemClock.after(LONGEST_TIMER_MS + 1000, () => calls.push("kept"));
  const cancel = systemClock.after(LONGEST_TIMER_MS + 1000, () => calls.push("cancelled"));
  await vi.advanceTimersByTimeAsync(LONGEST_TIMER_MS);
  cancel();
  expect(calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual(["kept"]);
});
