import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLog } from "../../src/testing/session-files.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-session-files-"));
  mkdirSync(join(folder, "logs", "run"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["nothing was written to has no lines", "", []],
  ["holds an empty line keeps it", "one\n\nthree\n", ["one", "", "three"]],
])("a log that %s", (_what, text, lines) => {
  writeFileSync(join(folder, "logs", "run", "launcher.log"), text);
  expect(readLog(folder)).toEqual(lines);
});
