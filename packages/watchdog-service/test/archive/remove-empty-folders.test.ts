import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeEmptyFolders } from "../../src/archive/delete-batch.js";
import { nodeDisk } from "@rigline/foundation/disk";
import { readTree, temporaryFolder, writeTree } from "../support/temporary-folder.js";

test("removes what holds no file, however deep, and leaves the way to what does", () => {
  const root = temporaryFolder();
  writeTree(root, { "src/a/b/": "", "src/c/d/": "", "src/c/file": "1", "other/": "" });
  removeEmptyFolders(nodeDisk, [join(root, "src")], [join(root, "share")]);
  expect(readTree(root)).toEqual({ "src/c/file": "1", "other/": "" });
  removeEmptyFolders(nodeDisk, [join(root, "other"), join(root, "gone")], [join(root, "share")]);
  expect(existsSync(join(root, "other"))).toBe(false);
});

test("leaves what is published within a source, or is the source under another name, with its empty folders", () => {
  const root = temporaryFolder();
  writeTree(root, { "src/a/": "", "src/share/s/behavior/empty/": "" });
  symlinkSync(join(root, "src/share"), join(root, "named"), "junction");
  const published = { "share/s/behavior/empty/": "" };
  removeEmptyFolders(nodeDisk, [join(root, "src")], [join(root, "named/s")]);
  expect(readTree(join(root, "src"))).toEqual(published);
  removeEmptyFolders(nodeDisk, [join(root, "src/share/s/behavior")], [join(root, "named/s")]);
  expect(readTree(join(root, "src"))).toEqual(published);
});
