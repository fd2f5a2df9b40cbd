import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, parse, sep } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder, systemCodeOf } from "@rigline/foundation/platform";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-make-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function codeOf(path: string): string | undefined {
  try {
    makeFolder(path);
    return undefined;
  } catch (error) {
    return systemCodeOf(error);
  }
}

test("makes those above it too, and is content with one that is there", () => {
  const deep = join(folder, "a", "b", "c", "d");
  expect([makeFolder(deep), makeFolder(deep)]).toEqual([true, false]);
  makeFolder(`${deep}${sep}`);
  makeFolder(folder);
  makeFolder(parse(folder).root);
  expect(statSync(deep).isDirectory()).toBe(true);
});

test("a file in its place, or above it, is an error with its code", () => {
  writeFileSync(join(folder, "file"), "");
  expect(codeOf(join(folder, "file"))).toBe("EEXIST");
  expect(codeOf(join(folder, "file", "below"))).toMatch(/^(?:ENOTDIR|ENOENT|EEXIST)$/);
  expect(codeOf(join(folder, "file", "below", "it"))).toMatch(/^(?:ENOTDIR|ENOENT|EEXIST)$/);
});

test.runIf(existsSync("/proc/self"))("where nothing can be made it comes back (needs /proc)", () => {
  // In a process of its own: what does not come back would take the tests along.
  const program = `import(${JSON.stringify(new URL("../../dist/platform/make-folder.js", import.meta.url).href)})
    .then(({ makeFolder }) => { try { makeFolder("/proc/rigline/data"); } catch (error) { process.stdout.write(error.code); } });`;
  const { stdout, signal } = spawnSync(process.execPath, ["-e", program], { timeout: 20_000, encoding: "utf8" });
  expect({ stdout, signal }).toEqual({ stdout: "ENOENT", signal: null });
});
