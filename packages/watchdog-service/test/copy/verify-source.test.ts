import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identityOf, type Disk, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { copyBatch } from "../../src/copy/copy-batch.js";
import type { CopyTask } from "../../src/copy/copy-task.js";
import { seededBytes } from "../support/seeded-random.js";
import { quickFolder } from "../support/temporary-folder.js";

const MEGABYTE = 1024 * 1024;
/** Flushed on their way from so many on. */
const FLUSH_BYTES = 4 * MEGABYTE;
const SMALL = 5_000;
/** No multiple of a block, and more than are read at once. */
const LARGE = 9 * MEGABYTE + 77;

type Way = "cache" | "past the cache";

/**
 * A disk whose sources go by two ways: what the cache holds, and the device. `spoilt`: a bit of what comes by it is another one; `once`: only
 * the first time. `noWay`: nobody gets past the cache.
 */
function createRigDisk(source: string, spoilt: Way | "once" | undefined, noWay?: "opening" | "reading") {
  const ways = new Map<number, Way>();
  const read: Way[] = [];
  let reads = 0;
  const open = (path: string, way: Way): number => {
    const descriptor = nodeDisk.openSource(path);
    if (path === source) {
      ways.set(descriptor, way);
      read.push(way);
    }
    return descriptor;
  };
  const disk: Disk = {
    ...nodeDisk,
    openSource: (path) => open(path, "cache"),
    openPastCache: (path) => (noWay === "opening" ? undefined : open(path, "past the cache")),
    read: (descriptor, into, position) => {
      const way = ways.get(descriptor);
      const isPast = way === "past the cache";
      const isWhole = into.length % 4096 === 0 && (position ?? 0) % 4096 === 0;
      if (isPast && (noWay === "reading" || !isWhole)) throw Object.assign(new Error("EINVAL"), { code: "EINVAL" });
      const bytes = nodeDisk.read(descriptor, into, position);
      if (way === undefined) return bytes;
      reads += 1;
      if (bytes > 0 && (spoilt === way || (spoilt === "once" && reads === 1)))
        into[bytes >> 1] = (into[bytes >> 1] ?? 0) ^ 1;
      return bytes;
    },
    close: (descriptor) => {
      ways.delete(descriptor);
      nodeDisk.close(descriptor);
    },
  };
  return { disk, read };
}

function copyOne(size: number, spoilt: Way | "once" | undefined, noWay?: "opening" | "reading", verifySource = true) {
  const folder = quickFolder();
  const [source, destination] = [join(folder, "source"), join(folder, "copy")];
  const bytes = seededBytes(size, size);
  writeFileSync(source, bytes);
  const entry = nodeDisk.inspect(source);
  const task: CopyTask = {
    source,
    destination,
    path: "source",
    bytes: size,
    modified: entry.modifiedNs.toString(),
    identity: identityOf(entry),
  };
  const { disk, read } = createRigDisk(source, spoilt, noWay);
  const options = { flushBytes: FLUSH_BYTES, verifySource };
  const copy = () => copyBatch(disk, "sha256", [task], () => {}, options);
  return { task, copy, read, outcome: copy(), isWhole: () => readFileSync(destination).equals(bytes) };
}

describe.each([SMALL, LARGE])("a source of %i bytes", (size) => {
  test("that is read a second time past the cache is published as it is", () => {
    const { outcome, read, isWhole } = copyOne(size, undefined);
    expect(outcome).toMatchObject({ failure: undefined, verified: [{ sourceRead: "device", copied: true }] });
    expect([isWhole(), read]).toEqual([true, ["cache", "past the cache"]]);
  });

  test.each(["once", "cache"] as const)("of which a bit is read as another is not: %s", (spoilt) => {
    const { outcome } = copyOne(size, spoilt);
    expect(outcome).toMatchObject({ verified: [], failure: { code: "SOURCE_READ_DIFFERS" } });
  });

  test.each(["opening", "reading"] as const)(
    "whose file system lets nobody past the cache, at %s, is read through it again, and that is said",
    (noWay) => {
      const { outcome, isWhole } = copyOne(size, undefined, noWay);
      expect(outcome).toMatchObject({ failure: undefined, verified: [{ sourceRead: "cache" }] });
      expect(isWhole()).toBe(true);
      expect(copyOne(size, "once", noWay).outcome).toMatchObject({ failure: { code: "SOURCE_READ_DIFFERS" } });
    },
  );
});

test("what the cache holds of a small file is not found wrong where nobody asks for a second reading", () => {
  const { outcome, isWhole, read } = copyOne(SMALL, "cache", undefined, false);
  expect(outcome).toMatchObject({ failure: undefined, verified: [{ path: "source" }] });
  expect(outcome.verified[0]?.sourceRead).toBeUndefined();
  expect([isWhole(), read]).toEqual([false, ["cache"]]);
});

test("a copy that an earlier attempt left is held against a second reading too", () => {
  const { task, outcome } = copyOne(SMALL, "cache", undefined, false);
  const [verified] = outcome.verified;
  const { disk } = createRigDisk(task.source, "cache");
  const known = { ...task, ledgerHash: verified?.hash ?? "" };
  const again = (verifySource: boolean) => copyBatch(disk, "sha256", [known], () => {}, { verifySource });
  expect(again(false).verified[0]).toMatchObject({ copied: false });
  // It is copied anew, and found to be read otherwise.
  expect(again(true)).toMatchObject({ verified: [], failure: { code: "SOURCE_READ_DIFFERS" } });
});

test("one whose source the writer's hash agrees with is not held against the source again; with another hash it does not count", () => {
  const { task, outcome } = copyOne(SMALL, undefined, undefined, false);
  const hash = outcome.verified[0]?.hash ?? "";
  const { disk, read } = createRigDisk(task.source, undefined);
  const again = (said: string) => {
    const known = { ...task, ledgerHash: hash, said: [{ list: "list.sha256", hash: said }] };
    return copyBatch(disk, "sha256", [known], () => {}, { verifySource: true });
  };
  expect(again(hash).verified).toMatchObject([{ copied: false, sourceRead: "writer" }]);
  expect(read).toEqual([]);
  expect(again("0".repeat(64))).toMatchObject({ verified: [], failure: { code: "SOURCE_NOT_AS_WRITTEN" } });
});
