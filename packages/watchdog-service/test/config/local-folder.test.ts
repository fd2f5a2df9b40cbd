import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { isBelow, localFolderOf } from "../../src/config/local-folder.js";
import { quickFolder } from "../support/temporary-folder.js";

function rigFolder() {
  const folder = quickFolder();
  const [flag, complete] = [join(folder, "flag"), join(folder, "complete")];
  for (const path of [flag, complete]) mkdirSync(path);
  return { folder, config: join(folder, "watch_config.yml"), queue: [flag, complete] };
}

test("a watch config beside its two folders says that what lies in their folder is local", () => {
  const { folder, config, queue } = rigFolder();
  expect(localFolderOf(config, queue)).toBe(folder);
});

test("not where one of them is elsewhere, nor in a home, nor at the root of a disk", () => {
  const { folder, config, queue } = rigFolder();
  expect(localFolderOf(config, [...queue, quickFolder()])).toBeUndefined();
  expect(localFolderOf(config, queue, folder)).toBeUndefined();
  expect(localFolderOf("/watch_config.yml", ["/flag", "/complete"])).toBeUndefined();
});

test("a link to a place elsewhere is elsewhere", () => {
  const { folder, config, queue } = rigFolder();
  const link = join(folder, "archive");
  symlinkSync(quickFolder(), link);
  expect(localFolderOf(config, [queue[0] ?? "", link])).toBeUndefined();
});

test("only what is strictly below counts", () => {
  expect(isBelow("/rig", "/rig/central/1")).toBe(true);
  for (const path of ["/rig", "/", "/rigs/central", dirname("/rig")]) expect(isBelow("/rig", path), path).toBe(false);
});
