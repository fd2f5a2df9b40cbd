import { expect, test } from "vitest";
import { WorkerSlots } from "../../src/work/worker-slots.js";

async function isWaiting(taken: Promise<unknown>): Promise<boolean> {
  let waits = true;
  void taken.then(() => (waits = false));
  await new Promise((resolve) => setImmediate(resolve));
  return waits;
}

test("so many work at once, the others come in turn", async () => {
  const slots = new WorkerSlots(1);
  const first = await slots.take();
  const [second, third] = [slots.take(), slots.take()];
  expect([await isWaiting(second), await isWaiting(third)]).toEqual([true, true]);
  first.giveBack();
  first.giveBack();
  expect([await isWaiting(second), await isWaiting(third)]).toEqual([false, true]);
});

test("a place that was lent is not given back a second time", async () => {
  const slots = new WorkerSlots(1);
  const silent = await slots.take();
  silent.lend();
  silent.lend();
  const second = await slots.take();
  const third = slots.take();
  silent.giveBack();
  expect(await isWaiting(third)).toBe(true);
  second.giveBack();
  expect(await isWaiting(third)).toBe(false);
});

test("no more than twenty-four wait for the system beside those who work", async () => {
  const slots = new WorkerSlots(1);
  const silent = await Promise.all(
    Array.from({ length: 24 }, async () => {
      const slot = await slots.take();
      slot.lend();
      return slot;
    }),
  );
  const next = await slots.take();
  next.lend();
  const afterNext = slots.take();
  expect(await isWaiting(afterNext)).toBe(true);
  silent[0]?.giveBack();
  next.lend();
  expect(await isWaiting(afterNext)).toBe(false);
});
