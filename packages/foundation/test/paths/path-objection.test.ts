import { expect, test } from "vitest";
import { isAbsolutePath, pathObjection } from "../../src/paths/index.js";

test.each([
  ["/data", "linux", true],
  ["data", "linux", false],
  ["C:\\data", "linux", false],
  ["C:\\data", "win32", true],
  ["C:/data", "win32", true],
  ["\\\\server\\share", "win32", true],
  ["//server/share", "win32", true],
  ["\\\\?\\C:\\data", "win32", true],
  ["/data", "win32", false],
  ["\\data", "win32", false],
  ["C:data", "win32", false],
  ["C:", "win32", false],
] as const)("%j on %s says where it is: %s", (path, platform, expected) => {
  expect(isAbsolutePath(path, platform)).toBe(expected);
});

test.each([
  ["data", "linux"],
  ["/mnt/share/a b/ü", "linux"],
  ["/data/50%/cost$", "linux"],
  ["/data/~backup", "linux"],
  ["..\\data", "win32"],
  ["\\\\?\\UNC\\server\\share\\x", "win32"],
  ["C:\\Program Files (x86)\\x", "win32"],
] as const)("%j may be meant on %s", (path, platform) => {
  expect(pathObjection(path, platform)).toBeUndefined();
});

test.each([
  ["", "linux", /empty/],
  ["C:\\data", "linux", /path of Windows/],
  ["D:/", "linux", /path of Windows/],
  ["\\\\server\\share", "linux", /path of Windows/],
  ["//server/share", "linux", /share as Windows writes it/],
  ["~/data", "linux", /~ is not filled in/],
  ["$HOME/data", "linux", /\$HOME are not filled in/],
  ["%USERPROFILE%\\data", "win32", /%USERPROFILE% are not filled in/],
  ["$env:USERPROFILE\\data", "win32", /\$env:USERPROFILE are not filled in/],
  ["R:\temp", "linux", /control character "\\t"/],
  ["\\data", "win32", /names no drive/],
  ["/mnt/data", "win32", /names no drive/],
  ["C:data", "win32", /a \\ is missing/],
  ["S:\\dst\\aux", "win32", /"aux" can't be reached/],
  ["S:\\dst\\614173.", "win32", /"614173." can't be reached/],
  ["S:\\dst:x", "win32", /"dst:x" can't be reached/],
] as const)("%j can't be meant on %s", (path, platform, objection) => {
  expect(pathObjection(path, platform)).toMatch(objection);
});
