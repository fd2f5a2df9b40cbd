import { expect, onTestFinished, test, vi } from "vitest";
import { createLoopWatch } from "../../src/watch/watch-loop.js";

test("a loop that stood still is told of when it runs again, with whose code it was and for how long", () => {
  const told: string[] = [];
  const watch = createLoopWatch({ onRecovered: (what) => void told.push(what), end: () => {} });
  const now = vi.spyOn(performance, "now");
  onTestFinished(() => now.mockRestore());
  now.mockReturnValue(0);
  watch.start([]);
  watch.enter({ plugin: "camera", hook: "ready" });
  now.mockReturnValue(7500);
  watch.stop();
  expect(told).toEqual([expect.stringMatching(/camera.* kept the launcher from doing anything else for 7 s/)]);
});

test("one that is merely busy is told of to nobody", () => {
  const told: string[] = [];
  const watch = createLoopWatch({ onRecovered: (what) => void told.push(what), end: () => {} });
  const now = vi.spyOn(performance, "now");
  onTestFinished(() => now.mockRestore());
  now.mockReturnValue(0);
  watch.start([]);
  now.mockReturnValue(5500);
  watch.stop();
  expect(told).toEqual([]);
});
