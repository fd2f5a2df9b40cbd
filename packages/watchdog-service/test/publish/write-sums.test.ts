import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { hashOfSums, packHashes, writeSums } from "../../src/publish/write-sums.js";
import { quickFolder } from "../support/temporary-folder.js";

const HASHES = ["0f".repeat(32), "a1".repeat(32)];
const LIST = { hashes: packHashes(HASHES), readBack: "device" } as const;
const PATHS = ["a", "b/c"];

test("a list is on the device when it is there, and is read back from it", () => {
  const path = join(quickFolder(), "list");
  const calls: string[] = [];
  const disk: Disk = {
    ...nodeDisk,
    write: (...args) => (calls.push("write"), nodeDisk.write(...args)),
    sync: (descriptor) => (calls.push("sync"), nodeDisk.sync(descriptor)),
    openPastCache: (file) => (calls.push("read past the cache"), nodeDisk.openPastCache(file)),
  };
  const { bytes, hash } = writeSums(disk, path, PATHS, LIST);
  expect(calls).toEqual(["write", "sync", "read past the cache"]);
  const text = readFileSync(path, "utf8");
  expect(text).toBe(`${HASHES[0]}  ./a\n${HASHES[1]}  ./b/c\n`);
  expect([bytes, hash]).toEqual([
    text.length,
    hashOfSums([1, 0].map((at) => ({ path: PATHS[at]!, hash: HASHES[at]! }))),
  ]);
});

test.each([
  ["ENOSPC", "DESTINATION_FULL"],
  ["EIO", "DESTINATION_UNREACHABLE"],
])("a list whose flush fails with %s is not there, %s", (code, coded) => {
  const refuse = (): never => {
    throw Object.assign(new Error(code), { code });
  };
  const path = join(quickFolder(), "list");
  expect(() => writeSums({ ...nodeDisk, sync: refuse }, path, PATHS, LIST)).toThrow(
    expect.objectContaining({ code: coded }) as Error,
  );
});

test("at a share that has no flush it is written all the same, and where the name can't be had it is told", () => {
  const refuse = (code: string) => (): never => {
    throw Object.assign(new Error(code), { code });
  };
  const path = join(quickFolder(), "list");
  expect(writeSums({ ...nodeDisk, sync: refuse("EINVAL") }, path, PATHS, LIST).bytes).toBeGreaterThan(0);
  const closed = { ...nodeDisk, createNew: refuse("EACCES") };
  expect(() => writeSums(closed, path, PATHS, LIST)).toThrow(
    expect.objectContaining({ code: "DESTINATION_NOT_WRITABLE" }) as Error,
  );
});
