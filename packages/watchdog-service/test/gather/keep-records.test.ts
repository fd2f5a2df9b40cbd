import { existsSync, mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { nodeDisk, type Disk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { keepRecords } from "../../src/gather/keep-records.js";
import { lookAtDestination } from "../../src/publish/look-at-destination.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

function createBench() {
  const root = quickFolder();
  const [destination, flagFolder] = [join(root, "central"), join(root, "flag")];
  for (const folder of [destination, flagFolder]) mkdirSync(folder);
  const folder = join(destination, ".rigline", "parts", "session");
  const staging = join(folder, "job.partial");
  const { place } = lookAtDestination(nodeDisk, { destination, flagFolder });
  const flushed: string[] = [];
  const disk: Disk = {
    ...nodeDisk,
    syncFolder: (path) => {
      flushed.push(`${relative(folder, path) || "."} ${existsSync(staging) ? "before" : "after"} the removal`);
      nodeDisk.syncFolder(path);
    },
  };
  const at = { destination, flagFolder, place };
  const keep = (names: readonly string[]) =>
    keepRecords(
      { disk, fileSystem: nodeFileSystem },
      { at, folder, staging, records: names.map((name) => ({ name, text: name })), expected: [] },
    ).records.map(({ name }) => name);
  return { staging, flushed, keep };
}

test("the folder that records grew in is gone for good: its removal is flushed, for nobody looks for it again", () => {
  const { staging, flushed, keep } = createBench();
  expect(keep(["part-a.json"])).toEqual(["part-a.json"]);
  expect(existsSync(staging)).toBe(false);
  expect(flushed).toEqual([". after the removal"]);
});

test("so is one that a daemon left which was killed, by who only looks; where none is nothing is flushed", () => {
  const { staging, flushed, keep } = createBench();
  keep(["part-a.json"]);
  flushed.length = 0;
  expect(keep([])).toEqual(["part-a.json"]);
  expect(flushed).toEqual([]);
  writeTree(staging, { "1.part": "half" });
  expect(keep([])).toEqual(["part-a.json"]);
  expect([existsSync(staging), flushed]).toEqual([false, [". after the removal"]]);
});
