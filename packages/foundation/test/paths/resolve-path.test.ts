import { expect, test } from "vitest";
import { resolvePath, UnusablePathError } from "../../src/paths/index.js";

test.each([
  ["/rig", "data", "linux", "/rig/data"],
  ["/rig", "../data", "linux", "/data"],
  ["/rig", "/mnt/data", "linux", "/mnt/data"],
  ["C:\\rig", "data", "win32", "C:\\rig\\data"],
  ["C:\\rig", "\\\\server\\share\\x", "win32", "\\\\server\\share\\x"],
] as const)("from %s, %s is on %s %s", (folder, path, platform, expected) => {
  expect(resolvePath(folder, path, platform)).toBe(expected);
});

test("what can't be meant is refused with what was written, and no folder is named instead", () => {
  const resolve = (): string => resolvePath("/rig", "C:\\Users\\ada\\flags", "linux");
  expect(resolve).toThrow(UnusablePathError);
  expect(resolve).toThrow(/"C:\\\\Users\\\\ada\\\\flags" can't be used as a path: it is a path of Windows/);
});
