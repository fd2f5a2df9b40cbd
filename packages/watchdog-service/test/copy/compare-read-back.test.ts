import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import type { ReadBack } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import { copyBatch } from "../../src/copy/copy-batch.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { seededBytes } from "../support/seeded-random.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

const MEBI = 1024 * 1024;
const LARGE = 3 * MEBI + 4097;
const AT = LARGE - 5;
/** What is flushed on its way is not held in memory. */
const flushBytes = 2 * MEBI;

/** A source too large to be held, whose second reading is `meddle`d with. */
function copyLarge(meddle: (into: Uint8Array, from: number, path: string) => void, readBack: ReadBack = "cache") {
  const root = quickFolder();
  writeTree(root, { "source/large": seededBytes(6, LARGE), "staging/": "" });
  const task = taskFor(root, "large");
  const openings = new Map<number, number>();
  let opened = 0;
  const disk: Disk = {
    ...nodeDisk,
    openPastCache: (path) => nodeDisk.openSource(path),
    openSource: (path) => {
      const descriptor = nodeDisk.openSource(path);
      if (path === task.source) openings.set(descriptor, (opened += 1));
      return descriptor;
    },
    close: (descriptor) => {
      openings.delete(descriptor);
      nodeDisk.close(descriptor);
    },
    read: (descriptor, into, position) => {
      const bytes = nodeDisk.read(descriptor, into, position);
      if (openings.get(descriptor) === 2) meddle(into.subarray(0, bytes), position ?? 0, task.source);
      return bytes;
    },
  };
  return {
    ...copyBatch(disk, "sha256", [task], unheard, { readBack, flushBytes }),
    opened,
    copy: join(root, "staging/large"),
  };
}

describe("a file too large to be held in memory", () => {
  test("is read a second time and compared with its copy", () => {
    const { verified, failure, opened } = copyLarge(() => {});
    expect([verified.length, failure, opened]).toEqual([1, undefined, 2]);
  });

  test("that gives another byte the second time is not verified: which of the two is right, nobody knows", () => {
    const { verified, failure } = copyLarge((into, from) => {
      if (from <= AT && AT < from + into.length) into[AT - from] = (into[AT - from] ?? 0) ^ 4;
    });
    expect([verified, failure]).toMatchObject([[], { code: "SOURCE_READ_DIFFERS", where: { file: /large$/ } }]);
  });

  test.each(["cache", "device"] as const)(
    "that can't be read the second time is the rig's trouble, and not the destination's (read back from the %s)",
    (readBack) => {
      const { verified, failure } = copyLarge(() => {
        throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      }, readBack);
      expect([verified, failure]).toMatchObject([[], { code: "SOURCE_READ_FAILED", where: { file: /source/ } }]);
    },
  );

  test("that somebody writes to meanwhile has changed", () => {
    const { verified, failure } = copyLarge((into, from, path) => {
      if (from > 0) return;
      writeFileSync(path, seededBytes(7, LARGE));
      utimesSync(path, 1, 1);
      into.set(seededBytes(7, LARGE).subarray(0, into.length));
    });
    expect([verified, failure]).toMatchObject([[], { code: "SOURCE_CHANGED" }]);
  });

  test("whose copy is another one is told as that", () => {
    const root = quickFolder();
    writeTree(root, { "source/large": seededBytes(6, LARGE), "staging/": "" });
    const task = taskFor(root, "large");
    const sync = (descriptor: number): void => {
      nodeDisk.sync(descriptor);
      const bytes = readFileSync(task.destination);
      bytes[AT] = (bytes[AT] ?? 0) ^ 4;
      writeFileSync(task.destination, bytes);
    };
    const { verified, failure } = copyBatch({ ...nodeDisk, sync }, "sha256", [task], unheard, { flushBytes });
    expect([verified, failure]).toMatchObject([[], { code: "COPY_DIFFERS" }]);
  });
});
