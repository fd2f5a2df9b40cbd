import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, onTestFinished, test } from "vitest";
import { readRecordingSigns, removeRecordingSign, writeRecordingSign } from "../../src/follow/index.js";

const SIGN = {
  rig: "rig-1",
  host: "computer-1",
  session: "614173_x",
  directory: "/data/614173/614173_x",
  launcher: 17,
};

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rigline-manifest-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("each rig of each computer says which session it records, one at a time", () => {
  const flags = newFolder();
  expect(readRecordingSigns(nodeFileSystem, flags)).toEqual([]);
  writeRecordingSign(nodeFileSystem, flags, { ...SIGN, session: "killed", launcher: 16 });
  writeRecordingSign(nodeFileSystem, flags, SIGN);
  const other = { ...SIGN, host: "computer-2" };
  writeRecordingSign(nodeFileSystem, flags, other);
  writeFileSync(join(flags, ".rigline", "recording", "torn.json"), '{"rig":');
  expect(readRecordingSigns(nodeFileSystem, flags)).toHaveLength(2);
  removeRecordingSign(nodeFileSystem, flags, other);
  expect(readRecordingSigns(nodeFileSystem, flags)).toEqual([SIGN]);
  removeRecordingSign(nodeFileSystem, flags, other);
});

test("where there is no queue nobody is told, and nothing is made", () => {
  const folder = newFolder();
  writeRecordingSign(nodeFileSystem, join(folder, "flags"), SIGN);
  expect(existsSync(join(folder, "flags"))).toBe(false);
  mkdirSync(join(folder, "flags"));
  writeRecordingSign(nodeFileSystem, join(folder, "flags"), SIGN);
  expect(readdirSync(join(folder, "flags"))).toEqual([".rigline"]);
});
