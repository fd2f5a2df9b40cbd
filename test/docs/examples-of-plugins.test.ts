import { expect, test } from "vitest";
import { pluginPages, runExamples } from "./run-examples.js";

test("there are such pages", () => {
  expect(pluginPages.length).toBeGreaterThan(2);
});

test.each(pluginPages)("the examples of %s print what the page says", async (page) => {
  expect(await runExamples(page)).toEqual([]);
});
