import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { copyBatch } from "../../src/copy/copy-batch.js";
import { type BeginHash, hashHere, type PieceHash } from "../../src/copy/read-file.js";
import { createHashBeside, type HashBesideOptions } from "../../src/hashing/hash-beside.js";
import { RingEntry, RingExit, shareRing } from "../../src/hashing/piece-ring.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { seededBytes } from "../support/seeded-random.js";
import { quickFolder } from "../support/temporary-folder.js";

const MEBI = 1024 * 1024;
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** For one worker on two cores. */
function hashBeside(options: HashBesideOptions = {}): BeginHash {
  return createHashBeside({ cores: 2, ...options })(1) ?? hashHere;
}

function giveTo(hash: PieceHash, bytes: Uint8Array): void {
  const room = hash.room() ?? new Uint8Array(bytes.length);
  room.set(bytes);
  hash.update(room.subarray(0, bytes.length));
}

test("large files are hashed beside, one after the other, also behind one that broke off", () => {
  const root = quickFolder();
  for (const folder of ["source", "staging"]) mkdirSync(join(root, folder));
  // More pieces than there is room for at once; a last one that is whole, and one that is not.
  const sizes = { "one.bin": 20 * MEBI + 7, "broken.bin": 3 * MEBI, "two.bin": 12 * MEBI };
  const sources = Object.entries(sizes).map(([name, size], seed) => ({ name, bytes: seededBytes(seed, size) }));
  for (const { name, bytes } of sources) writeFileSync(join(root, "source", name), bytes);
  const begun: string[] = [];
  const beside = hashBeside({ leastBytes: MEBI });
  const options = {
    flushBytes: MEBI,
    beginHash: (algorithm: string, bytes: number) => {
      const hash = beside(algorithm, bytes);
      begun.push(hash.room() === undefined ? "here" : "beside");
      return hash;
    },
  };
  for (const { name, bytes } of sources) {
    const write = (...args: Parameters<typeof nodeDisk.write>): number => {
      if (name === "broken.bin") throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      return nodeDisk.write(...args);
    };
    const outcome = copyBatch({ ...nodeDisk, write }, "sha256", [taskFor(root, name)], unheard, options);
    expect(outcome.verified.map(({ hash }) => hash)).toEqual(name === "broken.bin" ? [] : [sha256(bytes)]);
  }
  expect(begun).toEqual(["beside", "beside", "beside"]);
});

test("a small file is hashed where it is read, and a large one too where the thread does not come up", () => {
  const small = hashBeside();
  const without = hashBeside({ leastBytes: 0, program: "/nowhere/hash-main.js", patienceMs: 1 });
  for (const begin of [small, without, without]) {
    const hash = begin("sha256", 3);
    expect(hash.room()).toBeUndefined();
    giveTo(hash, Buffer.from("abc"));
    expect(hash.digest()).toBe(sha256(Buffer.from("abc")));
    hash.close();
  }
});

test("a thread that fails fails the file that it hashes, and no other", () => {
  const begin = hashBeside({ leastBytes: 0 });
  const failing = begin("no such algorithm", 100);
  expect(failing.room()).toHaveLength(MEBI);
  giveTo(failing, Buffer.from("abc"));
  expect(() => failing.digest()).toThrow(expect.objectContaining({ code: "COPY_FAILED" }));
  const next = begin("sha256", 100);
  expect(next.room()).toBeUndefined();
  giveTo(next, Buffer.from("abc"));
  expect(next.digest()).toBe(sha256(Buffer.from("abc")));
});

test("a copy that failed is told by its own failure, whatever becomes of the thread", () => {
  const begin = hashBeside({ leastBytes: 0 });
  begin("no such algorithm", 100).close();
  expect(begin("sha256", 100).room()).toBeUndefined();
});

test("a thread that stands still is not waited for without an end", () => {
  const memory = shareRing();
  const ring = new RingEntry(memory, 1);
  new RingExit(memory).ready();
  ring.begin();
  expect(() => ring.end()).toThrow("does not answer");
});

test.each([
  [1, 1, false],
  [1, 2, true],
  [2, 2, false],
  [2, 4, true],
])("%i workers on %i cores leave one for the hash: %s", (atOnce, cores, expected) => {
  expect(createHashBeside({ cores })(atOnce) !== undefined).toBe(expected);
});
