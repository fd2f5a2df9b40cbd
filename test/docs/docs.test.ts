import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { otherPages, pages, root, runExamples } from "./run-examples.js";

test.each(otherPages)(
  "the examples of %s print what the page says",
  async (page) => {
    expect(await runExamples(page)).toEqual([]);
  },
  120_000,
);

test.each(pages)("the links of %s lead somewhere", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? "");
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});
