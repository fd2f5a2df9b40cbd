import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix, win32 } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { adviseOnFolder } from "../../src/launcher/advise-on-folder.js";

/** Everything is there but one, and nothing is a file. */
const without = (missing: string): FileSystem => ({
  ...nodeFileSystem,
  exists: (asked) => asked !== missing,
  stat: () => ({ size: 0, isFolder: true, modified: 0 }),
});

test.each([
  [String.raw`Q:\data\rig`, "Q:\\"],
  [String.raw`\\server\share\data`, String.raw`\\server\share` + "\\"],
])("a drive or a share that is not connected is what %s lacks", (folder, root) => {
  const advice = adviseOnFolder(folder, without(root), win32);
  expect(advice).toBe(`Connect ${root}, which is not there, or name another folder in the config.`);
});

test.each([
  [win32, String.raw`C:\data\rig`, String.raw`C:\data`],
  [posix, "/data/rig", "/data"],
])("a right is what a folder on a disk that is there lacks", (paths, folder, parent) => {
  expect(adviseOnFolder(folder, without(folder), paths)).toBe(
    `Make ${parent} writable for this user, or name another folder in the config.`,
  );
});

test("a file stands where the folder, or one above it, is wanted", () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-advice-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "data");
  writeFileSync(file, "");
  for (const wanted of [file, join(file, "614173")])
    expect(adviseOnFolder(wanted, nodeFileSystem)).toBe(
      `Move ${file} away, which is a file, or name another folder in the config.`,
    );
});

test("a folder that is there, and may not be written, is itself what lacks the right", () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-advice-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(adviseOnFolder(folder, nodeFileSystem)).toBe(
    `Make ${folder} writable for this user, or name another folder in the config.`,
  );
});
