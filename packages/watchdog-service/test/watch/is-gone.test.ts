import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeDisk } from "@rigline/foundation/disk";
import { isGone } from "../../src/watch/is-gone.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

test("a file is gone when its folder can be read and does not have it", () => {
  const root = temporaryFolder();
  writeTree(root, { there: "1" });
  expect([isGone(nodeDisk, join(root, "there")), isGone(nodeDisk, join(root, "absent"))]).toEqual([false, true]);
});

test("nothing is gone with its folder, nor while the folder can't be read", () => {
  const root = temporaryFolder();
  const list = (): never => {
    throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
  };
  expect(isGone(nodeDisk, join(root, "away", "file"))).toBe(false);
  expect(isGone({ ...nodeDisk, list }, join(root, "file"))).toBe(false);
});
