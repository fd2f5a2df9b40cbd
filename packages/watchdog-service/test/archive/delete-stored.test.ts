import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, identityOf, nodeDisk } from "@rigline/foundation/disk";
import type { FetchedFile } from "@rigline/foundation/stores";
import { expect, test } from "vitest";
import { deleteStored } from "../../src/archive/delete-stored.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Files of a rig whose copies lie in a store, and what deletes them. */
function setUp(texts: Record<string, string>) {
  const source = temporaryFolder();
  writeTree(source, texts);
  const stored = new Map(Object.entries(texts).map(([name, text]) => [name, text] as const));
  const files = Object.entries(texts).map(([name, text]) => ({
    source: join(source, name),
    published: [name],
    bytes: text.length,
    hash: sha256(text),
    identity: identityOf(nodeDisk.inspect(join(source, name))),
  }));
  const readBack = (paths: readonly string[]): Promise<ReadonlyMap<string, FetchedFile>> => {
    const there = paths.flatMap((path) => {
      const text = stored.get(path);
      return text === undefined ? [] : [[path, { bytes: text.length, sha256: sha256(text) }] as const];
    });
    return Promise.resolve(new Map(there));
  };
  const run = (disk: Disk = nodeDisk) => deleteStored({ disk, onBytes: () => {} }, { readBack }, files);
  const left = (): string[] => readdirSync(source).toSorted();
  return { source, stored, run, left };
}

test("a source goes whose copy came back as it was verified, and no other", async () => {
  const { source, stored, run, left } = setUp({
    whole: "1",
    lost: "2",
    spoilt: "3",
    shorter: "44",
    edited: "5",
    gone: "6",
  });
  stored.delete("lost");
  stored.set("spoilt", "x");
  stored.set("shorter", "4");
  writeFileSync(join(source, "edited"), "other");
  rmSync(join(source, "gone"));
  expect(await run()).toEqual({
    files: 1,
    kept: [
      { source: join(source, "lost"), reason: "copyGone" },
      { source: join(source, "spoilt"), reason: "copyDiffers" },
      { source: join(source, "shorter"), reason: "copyDiffers" },
      { source: join(source, "edited"), reason: "changed" },
    ],
  });
  expect(left()).toEqual(["edited", "lost", "shorter", "spoilt"]);
});

test("a source that is written to while it is read stays", async () => {
  const { source, run, left } = setUp({ a: "one" });
  const path = join(source, "a");
  const close = (descriptor: number): void => {
    nodeDisk.close(descriptor);
    writeFileSync(path, "two");
  };
  expect(await run({ ...nodeDisk, close })).toEqual({ files: 0, kept: [{ source: path, reason: "changed" }] });
  expect(left()).toEqual(["a"]);
});

test("a source that gives other bytes and was not written to is told as read wrongly", async () => {
  const { source, run } = setUp({ a: "one" });
  const read: Disk["read"] = (descriptor, into, position) => {
    const bytes = nodeDisk.read(descriptor, into, position);
    if (bytes > 0) into.set([(into[0] ?? 0) ^ 1]);
    return bytes;
  };
  const kept = [{ source: join(source, "a"), reason: "readDiffers" }];
  expect(await run({ ...nodeDisk, read })).toEqual({ files: 0, kept });
});

test("a source that somebody else removes in the same moment is not counted as deleted here", async () => {
  const { source, run } = setUp({ a: "one" });
  const removeFile = (path: string): void => {
    rmSync(path);
    nodeDisk.removeFile(path);
  };
  expect(await run({ ...nodeDisk, removeFile })).toEqual({ files: 0, kept: [] });
  expect(existsSync(join(source, "a"))).toBe(false);
});
