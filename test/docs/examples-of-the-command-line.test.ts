import { expect, test } from "vitest";
import { commandLinePages, runExamples } from "./run-examples.js";

test("there are such pages", () => {
  expect(commandLinePages.length).toBeGreaterThan(2);
});

test.each(commandLinePages)("the examples of %s print what the page says", async (page) => {
  expect(await runExamples(page)).toEqual([]);
});
