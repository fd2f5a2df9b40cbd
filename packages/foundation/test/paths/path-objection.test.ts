import { expect, test } from "vitest";
import { absolutePathObjection, isAbsolutePath, pathObjection } from "../../src/paths/index.js";

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
  ["\\\\server", "win32", false],
  ["\\\\\\\\server\\share", "win32", false],
] as const)("%j on %s says where it is: %s", (path, platform, expected) => {
  expect(isAbsolutePath(path, platform)).toBe(expected);
});

test.each([
  ["data", "linux"],
  ["/mnt/share/a b/ü", "linux"],
  ["/data/50%/cost$", "linux"],
  ["./null", "linux"],
  ["/data/null", "linux"],
  ["nullable", "win32"],
  ["/data/$ (old)/it`s", "linux"],
  ["/data/~backup", "linux"],
  ["~backup", "linux"],
  ["/data/a\\b", "linux"],
  ["/data/{0f1e-2d}/x", "linux"],
  ["\\\\server\\rigs$\\x", "win32"],
  ["\\\\server\\\\share\\\\x", "win32"],
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
  ["\\\\server\\share", "linux", /share as Windows writes it/],
  ["//server/share", "linux", /share as Windows writes it/],
  ["~/data", "linux", /~ is not filled in/],
  ["~ada/data", "linux", /~ is not filled in/],
  ["~", "win32", /~ is not filled in/],
  ["${env:HOME}/data", "linux", /\$\{env:HOME\} are not filled in/],
  ["/data/$(hostname)", "linux", /commands such as \$\(hostname\) are not run/],
  ["data/`date`", "linux", /commands such as `date` are not run/],
  ["C:\\data\\$(Get-Date)", "win32", /commands such as \$\(Get-Date\) are not run/],
  ["null", "linux", /the word null, which is nothing/],
  ["None", "win32", /the word None, which is nothing/],
  ["/data/{subject}", "linux", /\{subject\} is not filled in/],
  ["data/{{ subject }}", "win32", /\{\{ subject \}\} is not filled in/],
  ["C:data", "linux", /path of Windows/],
  ["..\\data", "linux", /with \\ between its folders/],
  ["data\\sessions", "darwin", /with \\ between its folders/],
  ["smb://server/share", "linux", /an address/],
  ["file:///mnt/data", "win32", /an address/],
  [" /data", "linux", /begins or ends with a space/],
  ["/data ", "linux", /begins or ends with a space/],
  ['"C:\\data"', "win32", /quotes of its own/],
  ["\u202AC:\\data", "win32", /invisible character U\+202A/],
  ["/data\u200B", "linux", /invisible character U\+200B/],
  ["\\\\server", "win32", /no share/],
  ["\\\\\\\\server\\share", "win32", /names no drive/],
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

test.each([
  ["/data", "linux", undefined],
  ["data/x", "linux", /no absolute path.*\/data/],
  ["Z:\\data", "linux", /path of Windows/],
  ["data", "win32", /no absolute path.*C:\\data/],
  ["/allen/data", "win32", /names no drive/],
] as const)("%j in a manifest on %s", (path, platform, objection) => {
  const found = absolutePathObjection(path, platform);
  if (objection === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(objection);
});
