import { expect, test } from "vitest";
import { Life, planLife } from "@rigline/simulation";

test("one seed is one life: the same happens each time", async () => {
  const [one, other] = [await new Life(planLife(7)).live(), await new Life(planLife(7)).live()];
  expect(one.figures.operations).toBeGreaterThan(100);
  expect(other).toEqual(one);
  expect((await new Life(planLife(8)).live()).digest).not.toBe(one.digest);
});
