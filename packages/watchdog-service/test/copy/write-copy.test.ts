import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { writeCopy } from "../../src/copy/write-copy.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { quickFolder } from "../support/temporary-folder.js";

const MEBI = 1024 * 1024;

/** A file of 65 MiB and a destination that takes its bytes and keeps none. */
function setUp(flush: () => void) {
  const root = quickFolder();
  mkdirSync(join(root, "source"));
  mkdirSync(join(root, "staging"));
  const source = join(root, "source/large");
  writeFileSync(source, Buffer.alloc(65 * MEBI));
  let unflushed = 0;
  let most = 0;
  const disk: Disk = {
    ...nodeDisk,
    write: (_descriptor, bytes) => {
      unflushed += bytes.length;
      most = Math.max(most, unflushed);
      return bytes.length;
    },
    sync: () => {
      flush();
      unflushed = 0;
    },
  };
  const copy = (): void => nodeDisk.close(writeCopy(disk, "sha256", taskFor(root, "large"), unheard).descriptor);
  return { copy, most: () => most };
}

test("a large file is flushed on its way: a slow share would take all of it into its cache, and then look stalled", () => {
  const { copy, most } = setUp(() => {});
  copy();
  expect(most()).toBe(64 * MEBI);
});

test("a share that has no flush takes a large file all the same", () => {
  let asked = 0;
  const { copy } = setUp(() => {
    asked += 1;
    throw Object.assign(new Error("ENOTSUP: injected"), { code: "ENOTSUP" });
  });
  copy();
  expect(asked).toBe(1);
});

test.each([
  ["EIO", "DESTINATION_UNREACHABLE"],
  ["ENOSPC", "DESTINATION_FULL"],
])("a flush on the way that fails by %s ends the copy: %s", (code, expected) => {
  const { copy } = setUp(() => {
    throw Object.assign(new Error(`${code}: injected`), { code });
  });
  expect(copy).toThrow(expect.objectContaining({ code: expected }));
});
