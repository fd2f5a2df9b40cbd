import { expect, test } from "vitest";
import { createTeardownStack } from "../../src/plugins/teardown-stack.js";
import { createFakeClock } from "../../src/testing/fake-clock.js";

test("closes the last opened first, one after the other", async () => {
  const stack = createTeardownStack({ clock: createFakeClock() });
  const closed: string[] = [];
  stack.push("journal", () => void closed.push("journal"));
  stack.push("lock", async () => {
    closed.push("lock begins");
    await Promise.resolve();
    closed.push("lock ends");
  });
  stack.push("log", () => void closed.push("log"));
  expect(await stack.unwind()).toEqual([]);
  expect(closed).toEqual(["log", "lock begins", "lock ends", "journal"]);
  expect(stack.size).toBe(0);
});

test("closes all whatever throws, rejects or never ends, and tells whose it was", async () => {
  const clock = createFakeClock();
  const stack = createTeardownStack({ clock, timeoutMs: 500 });
  const closed: string[] = [];
  const cause = new Error("the port is gone");
  stack.push("first", () => void closed.push("first"));
  stack.push("camera", () => {
    throw cause;
  });
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what is thrown need not be an error
  stack.push("lights", () => Promise.reject("stuck"));
  stack.push("wheel", () => new Promise(() => undefined));
  stack.push("last", () => void closed.push("last"));
  const unwinding = stack.unwind();
  await clock.advance(500);
  const errors = await unwinding;
  expect(closed).toEqual(["last", "first"]);
  expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "TEARDOWN_FAILED wheel could not be closed: it did not close within 500 ms",
    "TEARDOWN_FAILED lights could not be closed: stuck",
    "TEARDOWN_FAILED camera could not be closed: the port is gone",
  ]);
  expect(errors[2]?.cause).toBe(cause);
  expect(clock.pending).toBe(0);
});

test("what is pushed while it unwinds is closed too; a second unwind has nothing left", async () => {
  const stack = createTeardownStack({ clock: createFakeClock() });
  const closed: string[] = [];
  stack.push("outer", () => {
    closed.push("outer");
    stack.push("inner", () => void closed.push("inner"));
  });
  await stack.unwind();
  await stack.unwind();
  expect(closed).toEqual(["outer", "inner"]);
});
