import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nameTypeScript } from "../../src/modules/host-jiti.js";

const folder = mkdtempSync(join(tmpdir(), "rigline-modules-"));

beforeAll(() => {
  mkdirSync(join(folder, "plugins"));
  for (const name of ["a.ts", "b.mts", "c.tsx", "both.ts", "both.js", "plain.js", "plugins/plugin.ts"])
    writeFileSync(join(folder, name), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["../a.js", "../a.ts"],
  ["../b.mjs", "../b.mts"],
  ["../c.jsx", "../c.tsx"],
  ["./plugin.js", "./plugin.ts"],
])("an import of %s means %s", (specifier, meant) => {
  expect(nameTypeScript(specifier, join(folder, "plugins", "plugin.ts"))).toBe(meant);
});

test.each(["../both.js", "../plain.js", "../a.ts", "../a", "../none.js", "a.js", "@lab/a.js", "node:fs"])(
  "an import of %s stays as it is written",
  (specifier) => {
    expect(nameTypeScript(specifier, join(folder, "plugins", "plugin.ts"))).toBeUndefined();
  },
);
