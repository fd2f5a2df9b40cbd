import { expect, test } from "vitest";
import { rigPluginPages, runExamples } from "./run-examples.js";

test("there are such pages", () => {
  expect(rigPluginPages.length).toBeGreaterThan(0);
});

test.each(rigPluginPages)("the examples of %s print what the page says", async (page) => {
  expect(await runExamples(page)).toEqual([]);
});
