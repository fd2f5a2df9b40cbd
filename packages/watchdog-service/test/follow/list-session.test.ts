import { appendFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk, type Disk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { listSession } from "../../src/follow/list-session.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

test("a session's files and folders are listed, and neither what is the launcher's own nor what can't be looked at", () => {
  const root = quickFolder();
  writeTree(root, { "a/b/one.bin": "1", "two.bin": "22", ".rigline/journal.jsonl": "{}", "a/.hidden": "h" });
  symlinkSync(join(root, "two.bin"), join(root, "link.bin"));
  const disk: Disk = {
    ...nodeDisk,
    inspect: (path) => {
      if (path.endsWith("one.bin")) throw Object.assign(new Error("EBUSY"), { code: "EBUSY" });
      return nodeDisk.inspect(path);
    },
  };
  const { files, folders } = listSession(nodeDisk, { directory: root, list: undefined });
  expect(Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]))).toEqual({
    "a/.hidden": 1,
    "a/b/one.bin": 1,
    "two.bin": 2,
  });
  expect([...folders.keys()]).toEqual(["a", "a/b"]);
  const seen = listSession(disk, { directory: root, list: undefined }).files.map(({ path }) => path);
  expect(seen.toSorted()).toEqual(["a/.hidden", "two.bin"]);
});

test("of the experiment's list the whole lines are read once each, the last when it is whole", () => {
  const root = quickFolder();
  const read = (from: number) => listSession(nodeDisk, { directory: root, list: { path: "list.jsonl", from } }).listed;
  expect(read(0)).toEqual({ text: "", to: 0 });
  writeTree(root, { "list.jsonl": '{"a":1}\n{"b"' });
  expect(read(0)).toEqual({ text: '{"a":1}\n', to: 8 });
  appendFileSync(join(root, "list.jsonl"), ":2}\n");
  expect(read(8)).toEqual({ text: '{"b":2}\n', to: 16 });
  expect(read(16)).toEqual({ text: "", to: 16 });
});
