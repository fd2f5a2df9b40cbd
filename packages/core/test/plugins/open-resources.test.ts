import { expect, onTestFinished, test } from "vitest";
import { type GuardedPlace, trackResources } from "../../src/plugins/open-resources.js";

const CAMERA = { plugin: "camera", hook: "ready" };
/** More than are remembered without a look at what is over. */
const TIMERS = 2500;

test("of thousands of timers only those that keep the process alive are told, the first of them too", async () => {
  let place: GuardedPlace | undefined;
  const resources = trackResources(() => place);
  onTestFinished(() => resources.stop());
  const start = (): NodeJS.Timeout => setTimeout(() => {}, 1e6);
  const own = start();
  place = CAMERA;
  const [first, quiet] = [start(), start().unref()];
  for (let count = 0; count < TIMERS; count += 1) clearTimeout(start());
  const last = start();
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
  expect(resources.list()).toEqual([
    { ...CAMERA, what: "a timer" },
    { ...CAMERA, what: "a timer" },
  ]);
  quiet.ref();
  clearTimeout(last);
  expect(resources.list()).toHaveLength(2);
  for (const timer of [own, first, quiet]) clearTimeout(timer);
  expect(resources.list()).toEqual([]);
});
