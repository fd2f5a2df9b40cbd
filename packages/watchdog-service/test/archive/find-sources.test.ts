import { lstatSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { findModalitySources } from "../../src/archive/find-sources.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

const find = (modalities: Record<string, string[]>) => findModalitySources(nodeDisk, { modalities });

test("names each file with the place of its copy: of a folder below the modality, of a file beside others in it", () => {
  const root = temporaryFolder();
  writeTree(root, { "src/a": "1", "src/deep/b": "22", "notes.txt": "333" });
  const { found, roots, absent } = find({ behavior: [join(root, "src"), join(root, "notes.txt")] });
  expect(found.map(({ source, path, isFile, bytes }) => [source, path, isFile, bytes])).toEqual([
    [join(root, "src/a"), "behavior/a", true, 1],
    [join(root, "src/deep/b"), "behavior/deep/b", true, 2],
    [join(root, "notes.txt"), "behavior/notes.txt", true, 3],
  ]);
  expect(found[0]?.modified).toBe(lstatSync(join(root, "src/a"), { bigint: true }).mtimeNs.toString());
  expect([roots, absent]).toEqual([[realpathSync(join(root, "src"))], []]);
});

test("a source that is named and not there is absent, also where a file stands in the way to it", () => {
  const root = temporaryFolder();
  writeTree(root, { file: "1" });
  const missing = [join(root, "away"), join(root, "file/within")];
  expect(find({ behavior: missing })).toEqual({ found: [], roots: [], left: [], absent: missing });
});

test("a folder that is named by a link is gone through where it really is; a link within it is not followed", () => {
  const root = temporaryFolder();
  writeTree(root, { "real/a": "1", "other/b": "2" });
  symlinkSync(join(root, "real"), join(root, "named"), "junction");
  symlinkSync(join(root, "other"), join(root, "real/within"), "junction");
  const { found, roots } = find({ behavior: [join(root, "named")] });
  expect(found.map(({ source, isFile }) => [source, isFile])).toEqual([
    [join(root, "real/a"), true],
    [join(root, "real/within"), false],
  ]);
  expect(roots).toEqual([join(root, "real")]);
});

test("a source that can't be looked at is no absent one", () => {
  const realPath = (): never => {
    throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
  };
  expect(() => findModalitySources({ ...nodeDisk, realPath }, { modalities: { behavior: ["/share/src"] } })).toThrow(
    expect.objectContaining({ code: "EIO" }),
  );
});
