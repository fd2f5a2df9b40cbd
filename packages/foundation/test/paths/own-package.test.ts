import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packageFolder, packageVersion } from "@rigline/foundation/paths";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "own package-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ version: "1.2.3" }));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each(["index.js", "src/version.ts", "dist/chunks/load-config.js"])("%s lies in its package", (file) => {
  mkdirSync(join(folder, "dist"));
  const url = pathToFileURL(join(folder, file)).href;
  expect(packageFolder(url)).toBe(folder);
  expect(packageVersion(url)).toBe("1.2.3");
});

test("the nearest package is meant", () => {
  const inner = join(folder, "node_modules", "inner");
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(inner, "package.json"), JSON.stringify({ version: "4.5.6" }));
  expect(packageVersion(pathToFileURL(join(inner, "dist", "index.js")).href)).toBe("4.5.6");
});

test("a module without a package is said", () => {
  expect(() => packageFolder(pathToFileURL("/nowhere/of-rigline/index.js").href)).toThrow("lies in no package");
});
