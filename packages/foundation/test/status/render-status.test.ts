import { expect, test } from "vitest";
import { describeStatus, makeStatus, nameStatus } from "../../src/status/index.js";

const copy = {
  files: 3,
  ofFiles: 48,
  bytes: 16,
  ofBytes: 100,
  percent: 16,
  bytesPerSecond: 84_900_000,
  secondsLeft: 12,
};

test("a copy is named with its figures, as far as they are known", () => {
  expect(nameStatus(makeStatus("copying", { copy }))).toBe("copying 16 %, 84.9 MB/s, 12 s left");
  expect(nameStatus(makeStatus("copying", { copy: { ...copy, secondsLeft: 0.2 } }))).toContain("1 s left");
  const unknown = { ...copy, bytesPerSecond: null, secondsLeft: null };
  expect(describeStatus(makeStatus("copying", { copy: unknown, detail: "nothing was heard for 40 s" }))).toBe(
    "copying 16 %: nothing was heard for 40 s",
  );
});

test("the limit of the hour stands beside the rate", () => {
  const limited = { ...copy, bytesPerSecond: 9_900_000, limit: 20_000_000 };
  expect(nameStatus(makeStatus("copying", { copy: limited }))).toBe(
    "copying 16 %, 9.9 MB/s, 12 s left, no more than 20.0 MB/s at this hour",
  );
});

test("a copy that rests for a session says so, and no rate", () => {
  const resting = { ...copy, rests: "a small write took 20.0 ms" };
  expect(nameStatus(makeStatus("copying", { copy: resting }))).toBe(
    "copying 16 %, rests for the session that runs: a small write took 20.0 ms",
  );
});

test("a status without a detail is its word", () => {
  expect(describeStatus(makeStatus("processed"))).toBe("processed");
  expect(describeStatus(makeStatus("stuck", { detail: "the disk is full" }))).toBe("stuck: the disk is full");
});
