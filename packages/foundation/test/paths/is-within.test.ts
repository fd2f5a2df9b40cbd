import { posix, win32 } from "node:path";
import { expect, test } from "vitest";
import { isWithin } from "../../src/paths/index.js";

test.each([
  ["/rig", "/rig", true],
  ["/rig", "/rig/data/1", true],
  ["/rig", "/rig/..data", true],
  ["/", "/rig", true],
  ["/rig", "/", false],
  ["/rig", "/rigs/data", false],
  ["/rig", "/data", false],
])("on Linux, %s holds %s: %s", (folder, inner, expected) => {
  expect(isWithin(folder, inner, posix)).toBe(expected);
});

test.each([
  ["C:\\rig", "c:\\RIG\\data", true],
  ["C:\\rig", "D:\\rig\\data", false],
  ["\\\\server\\share", "\\\\server\\share\\1", true],
])("on Windows, %s holds %s: %s", (folder, inner, expected) => {
  expect(isWithin(folder, inner, win32)).toBe(expected);
});
