import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix, win32 } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { adviseOnFolder } from "../../src/launcher/advise-on-folder.js";

test.each([
  [String.raw`Q:\data\rig`, "Q:\\"],
  [String.raw`\\server\share\data`, String.raw`\\server\share` + "\\"],
])("a drive or a share that is not connected is what %s lacks", (folder, root) => {
  const advice = adviseOnFolder(
    folder,
    win32,
    (asked) => asked !== root,
    () => undefined,
  );
  expect(advice).toBe(`Connect ${root}, which is not there, or name another folder in the config.`);
});

test.each([
  [win32, String.raw`C:\data\rig`, String.raw`C:\data`],
  [posix, "/data/rig", "/data"],
])("a right is what a folder on a disk that is there lacks", (paths, folder, parent) => {
  expect(
    adviseOnFolder(
      folder,
      paths,
      (asked) => asked !== folder,
      () => undefined,
    ),
  ).toBe(`Make ${parent} writable for this user, or name another folder in the config.`);
});

test("a file stands where the folder, or one above it, is wanted", () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-advice-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "data");
  writeFileSync(file, "");
  for (const wanted of [file, join(file, "614173")])
    expect(adviseOnFolder(wanted)).toBe(`Move ${file} away, which is a file, or name another folder in the config.`);
});

test("a folder that is there, and may not be written, is itself what lacks the right", () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-advice-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(adviseOnFolder(folder)).toBe(`Make ${folder} writable for this user, or name another folder in the config.`);
});
