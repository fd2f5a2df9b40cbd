import { existsSync, mkdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { copyBatch } from "../../src/copy/copy-batch.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { seededBytes } from "../support/seeded-random.js";
import { quickFolder } from "../support/temporary-folder.js";

const MEBI = 1024 * 1024;
/** Small, so that files can be. */
const OPTIONS = { flushBytes: MEBI };

/** A source of four and a half MiB whose copy breaks off behind so many of them. */
function setUp({ breaksOffAt = 2.5 * MEBI, code = "EIO" } = {}) {
  const root = quickFolder();
  for (const folder of ["source", "staging"]) mkdirSync(join(root, folder));
  const [source, copy] = [join(root, "source/large"), join(root, "staging/large")];
  writeFileSync(source, seededBytes(1, 4.5 * MEBI));
  let left = breaksOffAt;
  let written = 0;
  const disk: Disk = {
    ...nodeDisk,
    write: (descriptor, bytes, position) => {
      if (left <= 0) throw Object.assign(new Error(`${code}: injected`), { code });
      const part = nodeDisk.write(descriptor, bytes.subarray(0, Math.min(left, bytes.length)), position);
      left -= part;
      return part;
    },
  };
  const counting: Disk = {
    ...nodeDisk,
    write: (...args) => {
      written += args[1].length;
      return nodeDisk.write(...args);
    },
  };
  const broken = copyBatch(disk, "sha256", [taskFor(root, "large")], unheard, OPTIONS);
  const again = (by: Partial<Disk> = {}) =>
    copyBatch({ ...counting, ...by }, "sha256", [taskFor(root, "large")], unheard, OPTIONS);
  return { root, source, copy, broken, again, written: () => written };
}

test("a large file goes on at its last flush", () => {
  const { source, copy, broken, again, written } = setUp();
  expect([broken.verified.length, nodeDisk.inspect(copy).size]).toEqual([0, 2.5 * MEBI]);
  expect(again()).toMatchObject({ failure: undefined, verified: [{ path: "large", bytes: 4.5 * MEBI }] });
  expect(written()).toBe(2.5 * MEBI);
  expect(readFileSync(copy).equals(readFileSync(source))).toBe(true);
});

test("what came after the last flush may be anything, and is written again", () => {
  const { source, copy, again, written } = setUp();
  const whole = readFileSync(copy);
  writeFileSync(copy, Buffer.concat([whole.subarray(0, 2 * MEBI), Buffer.alloc(MEBI / 2, 1)]));
  expect(again().verified).toHaveLength(1);
  expect(written()).toBe(2.5 * MEBI);
  expect(readFileSync(copy).equals(readFileSync(source))).toBe(true);
});

test("a beginning that is not right costs a copy from the first byte on, and no failure", () => {
  const { source, copy, again, written } = setUp();
  const bytes = readFileSync(copy);
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  writeFileSync(copy, bytes);
  expect(again()).toMatchObject({ failure: undefined, verified: [{ path: "large" }] });
  expect(written()).toBe((2.5 + 4.5) * MEBI);
  expect(readFileSync(copy).equals(readFileSync(source))).toBe(true);
});

test("a source that was rewritten meanwhile is copied as it is now", () => {
  const { source, copy, again } = setUp();
  writeFileSync(source, seededBytes(2, 4.5 * MEBI));
  utimesSync(source, 1, 1);
  expect(again().verified).toHaveLength(1);
  expect(readFileSync(copy).equals(seededBytes(2, 4.5 * MEBI))).toBe(true);
});

test.each([
  ["nothing was flushed of it", { breaksOffAt: MEBI / 2 }],
  ["the destination is full", { code: "ENOSPC" }],
])("nothing is left of a file when %s", (_why, choices) => {
  expect(existsSync(setUp(choices).copy)).toBe(false);
});

test("a begun copy that can't be opened is copied anew; with its share away it fails as that", () => {
  const refuse = (code: string) => () => {
    throw Object.assign(new Error(`${code}: injected`), { code });
  };
  const { again, written } = setUp();
  expect(again({ openForWriting: refuse("ESTALE") })).toMatchObject({
    verified: [],
    failure: { code: "DESTINATION_UNREACHABLE" },
  });
  expect(again({ resize: refuse("ENOSPC") })).toMatchObject({ verified: [], failure: { code: "DESTINATION_FULL" } });
  expect(again({ openForWriting: refuse("EACCES") }).verified).toHaveLength(1);
  expect(written()).toBe(4.5 * MEBI);
});

test.skipIf(process.platform === "win32")(
  "holes stay holes, and the content is equal (not on Windows: no holes in its files)",
  () => {
    const root = quickFolder();
    for (const folder of ["source", "staging"]) mkdirSync(join(root, folder));
    const source = join(root, "source/holed");
    writeFileSync(source, "begin");
    truncateSync(source, 6 * MEBI);
    const descriptor = nodeDisk.openForWriting(source);
    nodeDisk.write(descriptor, seededBytes(3, 100_000), 3 * MEBI + 17);
    nodeDisk.close(descriptor);
    expect(nodeDisk.inspect(source).allocated).toBeLessThan(MEBI);
    const { verified } = copyBatch(nodeDisk, "sha256", [taskFor(root, "holed")], unheard, OPTIONS);
    const copy = join(root, "staging/holed");
    expect(verified).toMatchObject([{ bytes: 6 * MEBI }]);
    expect(readFileSync(copy).equals(readFileSync(source))).toBe(true);
    expect(nodeDisk.inspect(copy).allocated).toBeLessThan(MEBI);
  },
);
