import { expect, test } from "vitest";
import { describePlace } from "../../src/watch/describe-place.js";
import { shareState } from "../../src/watch/shared-state.js";

test("what one thread leaves, the other reads from the same memory", () => {
  const here = shareState();
  const there = shareState(here.memory);
  expect(there.place).toBeUndefined();
  here.enter({ plugin: "välve", hook: "ready" });
  expect(there.place).toEqual({ plugin: "välve", hook: "ready" });
  here.enter({ plugin: "v", runner: "r" });
  expect(there.place).toEqual({ plugin: "v", runner: "r" });
  here.beat();
  here.hear();
  here.hear();
  expect([there.beats, there.heard]).toEqual([1, 2]);
});

test("a place that is too long leaves the last one", () => {
  const state = shareState();
  state.enter({ plugin: "short" });
  state.enter({ plugin: "x".repeat(2000) });
  expect(state.place).toEqual({ plugin: "short" });
});

test.each([
  [undefined, "the launcher"],
  [{ plugin: "valve" }, 'plugin "valve"'],
  [{ plugin: "valve", hook: "ready" }, 'plugin "valve" in ready'],
  [{ plugin: "valve", runner: "weigh" }, 'plugin "valve" in its runner weigh'],
])("%j is %s", (place, text) => {
  expect(describePlace(place)).toBe(text);
});
