import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { rigsFolder } from "../suite/test-run.js";
import { readExamples } from "./read-examples.js";
import { root } from "./run-examples.js";

// The test that the tutorial shows is run as it stands there; what it prints is on trial where the other pages' examples are.
const PAGE = "docs/plugins/tutorial.md";
const folder = join(rigsFolder(), "plugin-tutorial-types");
const files = readExamples(readFileSync(join(root, PAGE), "utf8")).filter((block) => block.kind === "file");
for (const { name, text } of files.filter(({ name: file }) => file.endsWith(".ts"))) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the page has a plugin and a test of it", () => {
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(["plugins/water.ts", "plugins/water.test.ts"]));
});

await import(pathToFileURL(join(folder, "plugins/water.test.ts")).href);
