import { expect, it } from "vitest";
import { createFloodGauge } from "../../src/processes/read-output.js";

it("takes a burst and a steady stream for no flood, and tells one until it is over", () => {
  let now = 0;
  const gauge = createFloodGauge({ monotonic: () => now });
  expect(gauge.isFlood(1_900_000)).toBe(false);
  expect(gauge.isFlood(200_000)).toBe(true);
  now = 100;
  expect(gauge.isFlood(150_000)).toBe(false);
  for (let second = 0; second < 100; second++) {
    now += 1000;
    expect(gauge.isFlood(800_000)).toBe(false);
  }
});
