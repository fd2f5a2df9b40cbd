import { expect, test } from "vitest";
import { showDifference } from "./compare.js";
import { readGolden } from "./golden.js";
import { holdModel } from "./model.js";
import { REALITIES } from "./realities.js";

test.each(REALITIES)("the model does what $name did, or the difference is explained", (reality) => {
  const { outcomes } = readGolden(reality.name);
  const { compared, unexplained } = holdModel(reality, outcomes);
  expect(unexplained.map(showDifference)).toEqual([]);
  expect(compared).toBeGreaterThan(4_000);
});
