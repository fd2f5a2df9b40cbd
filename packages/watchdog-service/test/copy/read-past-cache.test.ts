import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { copyBatch } from "../../src/copy/copy-batch.js";
import type { FileHash } from "../../src/copy/copy-task.js";
import { hashFile } from "../../src/copy/read-file.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { deviceImage, noDevices } from "../support/device-image.js";
import { seededBytes } from "../support/seeded-random.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

const MEBI = 1024 * 1024;
/** Why nothing can be read past the cache where the tests' folders are, or undefined. */
const noWay = whyNot();
if (noWay !== undefined) console.warn(`skipped: what reads past the cache, because ${noWay}`);

const codeOf = (failure: unknown): unknown => (failure as { readonly code?: unknown } | undefined)?.code;

function readBack(path: string, disk: Disk = nodeDisk): FileHash {
  return hashFile(disk, "sha256", { path, side: "copy", readBack: "device" }, unheard);
}

function whyNot(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "rigline-past-cache-"));
  try {
    writeFileSync(join(folder, "file"), "some bytes");
    const { readBack: from } = readBack(join(folder, "file"));
    return from === "device" ? undefined : `the file system of ${tmpdir()} lets nobody`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of no two blocks the same, and quickly made. */
function someBytes(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 256) bytes[at] = at >> 8;
  for (let at = 1; at < size; at += 4096) bytes[at] = at >> 16;
  return bytes;
}

function fileOf(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, bytes);
  return path;
}

const hashed = (bytes: Uint8Array, from: FileHash["readBack"]): Partial<FileHash> => ({
  bytes: bytes.length,
  hash: createHash("sha256").update(bytes).digest("hex"),
  readBack: from,
});

describe.skipIf(noDevices !== undefined)("a device that holds other bytes than this machine's cache", () => {
  test.each([
    ["cache", undefined],
    ["device", "COPY_DIFFERS"],
  ] as const)("read back from the %s: %s", (from, code) => {
    const root = temporaryFolder();
    const bytes = seededBytes(11, 70_001);
    writeTree(root, { "source/file": bytes });
    const { spoil } = deviceImage(join(root, "staging"));
    const sync = (descriptor: number): void => {
      nodeDisk.sync(descriptor);
      spoil(bytes);
    };
    const options = { readBack: from };
    const { verified, failure } = copyBatch({ ...nodeDisk, sync }, "sha256", [taskFor(root, "file")], unheard, options);
    expect([codeOf(failure), verified.length]).toEqual([code, code === undefined ? 1 : 0]);
  });
});

describe.skipIf(noWay !== undefined)("past the cache", () => {
  test.each([0, 1, 511, 512, 4095, 4096, 4097, 4 * MEBI, 4 * MEBI + 1, 8 * MEBI - 1])(
    "%i bytes are read to the last one",
    (size) => {
      const bytes = someBytes(size);
      expect(readBack(fileOf(bytes))).toMatchObject(hashed(bytes, "device"));
    },
  );

  test("holes are read as what they are, also at the end", () => {
    const path = fileOf(new Uint8Array(0));
    const descriptor = openSync(path, "r+");
    writeSync(descriptor, Buffer.from("begin"), 0, 5, 3 * MEBI);
    ftruncateSync(descriptor, 5 * MEBI + 9);
    closeSync(descriptor);
    const bytes = new Uint8Array(5 * MEBI + 9);
    bytes.set(Buffer.from("begin"), 3 * MEBI);
    expect(readBack(path)).toMatchObject(hashed(bytes, "device"));
  });

  test("what a share gives only in part is asked for again from where a block begins", () => {
    const bytes = someBytes(100_000);
    const read: Disk["read"] = (descriptor, into, position) =>
      Math.min(5000, nodeDisk.read(descriptor, into, position));
    expect(readBack(fileOf(bytes), { ...nodeDisk, read })).toMatchObject(hashed(bytes, "device"));
  });

  test.each([8192, 8191])("a file that is longer than it is said to be shows (%i bytes)", (size) => {
    const path = fileOf(someBytes(8193));
    const inspectOpen: Disk["inspectOpen"] = (descriptor) => ({ ...nodeDisk.inspectOpen(descriptor), size });
    expect(readBack(path, { ...nodeDisk, inspectOpen }).bytes).toBe(8193);
  });

  test("a file that is shorter than it is said to be shows", () => {
    const path = fileOf(someBytes(8191));
    const inspectOpen: Disk["inspectOpen"] = (descriptor) => ({ ...nodeDisk.inspectOpen(descriptor), size: 8192 });
    expect(readBack(path, { ...nodeDisk, inspectOpen }).bytes).toBe(8191);
  });
});

describe("a file system that lets nobody pass the cache by", () => {
  const bytes = someBytes(10_000);
  const refusal = Object.assign(new Error("EINVAL: invalid argument, read"), { code: "EINVAL" });

  test("is read through the cache when it refuses to open", () => {
    const openPastCache = (): undefined => undefined;
    expect(readBack(fileOf(bytes), { ...nodeDisk, openPastCache })).toMatchObject(hashed(bytes, "cache"));
  });

  test("is read through the cache when it refuses to read, wherever in memory the bytes are to go", () => {
    let tries = 0;
    const disk: Disk = {
      ...nodeDisk,
      openPastCache: (path) => nodeDisk.openSource(path),
      read: (descriptor, into, position) => {
        if (position === undefined) return nodeDisk.read(descriptor, into);
        tries += 1;
        throw refusal;
      },
    };
    expect(readBack(fileOf(bytes), disk)).toMatchObject(hashed(bytes, "cache"));
    expect(tries).toBe(257);
  });

  test("a device that reads only to where its block may begin in memory is found such a place", () => {
    const places = new Set<number>();
    const disk: Disk = {
      ...nodeDisk,
      openPastCache: (path) => nodeDisk.openSource(path),
      read: (descriptor, into, position) => {
        if (position !== undefined && into.byteOffset % 512 !== 48) throw refusal;
        places.add(into.byteOffset);
        return nodeDisk.read(descriptor, into, position);
      },
    };
    expect(readBack(fileOf(bytes), disk)).toMatchObject(hashed(bytes, "device"));
    expect(readBack(fileOf(bytes), disk)).toMatchObject(hashed(bytes, "device"));
    expect(places).toEqual(new Set([48]));
  });

  test("a read that fails is the destination's trouble and no reason to believe the cache", () => {
    const fault = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
    const read = (): never => {
      throw fault;
    };
    const disk: Disk = { ...nodeDisk, openPastCache: (path) => nodeDisk.openSource(path), read };
    expect(() => readBack(fileOf(bytes), disk)).toThrow("does not answer");
  });
});
