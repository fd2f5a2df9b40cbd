import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { appendGeneration } from "../../src/custody/append-generation.js";
import { readChain } from "../../src/custody/read-chain.js";
import { readCustodyHistory } from "../../src/custody/read-history.js";
import { writeGeneration } from "../../src/publish/write-generation.js";
import { packHashes } from "../../src/publish/write-sums.js";
import { CustodyReading } from "../../src/verify/custody-reading.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

const FILES = { "a & b.bin": "a", "behavior/b.bin": "bb" };
const sha512 = (text: string): string => createHash("sha512").update(text).digest("hex");
const PORTS = { disk: nodeDisk, fileSystem: nodeFileSystem };

/** A published folder with its first generation. */
function published() {
  const folder = quickFolder();
  writeTree(folder, FILES);
  const files = Object.entries(FILES).map(([path, text]) => ({ path, bytes: text.length }));
  const head = { at: "2026-07-14T09:05:00.000Z", hostname: "rig", version: "1.0.0" };
  const digests = packHashes(Object.values(FILES).map(sha512));
  const generation = { ...head, name: "session", digests, readBack: "cache" } as const;
  writeGeneration(nodeDisk, folder, { files, folders: ["behavior"], generation }, [], 0o600);
  const chain = join(folder, "ascmhl", "ascmhl_chain.xml");
  const names = () => readdirSync(join(folder, "ascmhl")).toSorted();
  const read = (...paths: readonly (keyof typeof FILES)[]) =>
    paths.map((path) => ({ path, bytes: FILES[path].length, digest: sha512(FILES[path]) }));
  return { folder, chain, names, read, head: { ...head, at: "2026-10-14T09:05:00.000Z" } };
}

test("a later reading is a generation of its own, which says what is as it was, what is not, and what is new", () => {
  const { folder, names } = published();
  writeTree(folder, { "behavior/b.bin": "xx", "notes.txt": "new" });
  const added = new CustodyReading(PORTS, folder, "server").append();
  expect(added).toEqual({
    file: expect.stringMatching(/^ascmhl\/0002_.+Z\.mhl$/) as string,
    said: { original: 1, verified: 1, failed: 1 },
  });
  expect(names()).toHaveLength(3);
  const { generations } = readCustodyHistory(nodeFileSystem, folder);
  expect(generations.map(({ isChained }) => isChained)).toEqual([true, true]);
  const text = readFileSync(join(folder, added.file ?? ""), "utf8");
  expect(text).toMatch(/a &amp; b\.bin<\/path>\n +<c4 action="verified"/);
  expect(text).toMatch(/behavior\/b\.bin<\/path>\n +<c4 action="failed"/);
  expect(text).toMatch(/notes\.txt<\/path>\n +<c4 action="original"/);
  // What has failed once is held against what it was first.
  writeTree(folder, FILES);
  expect(new CustodyReading(PORTS, folder, "server").append()).toMatchObject({ said: { failed: 0, verified: 3 } });
});

test("a file that can't be read is in no generation, and a history that can't be written is told", () => {
  const { folder, names } = published();
  const refuse = (): never => {
    throw Object.assign(new Error("EIO: the disk is broken"), { code: "EIO" });
  };
  const unread = (path: string): boolean => path.endsWith("b.bin") && path.includes("behavior");
  const disk: Disk = {
    ...nodeDisk,
    openSource: (path) => (unread(path) ? refuse() : nodeDisk.openSource(path)),
    openPastCache: (path) => (unread(path) ? refuse() : nodeDisk.openPastCache(path)),
  };
  const added = new CustodyReading({ ...PORTS, disk }, folder, "server").append();
  expect(added).toMatchObject({ said: { verified: 1, failed: 0, original: 0 } });
  expect(readFileSync(join(folder, added.file ?? ""), "utf8")).not.toContain("roothash");
  const before = names();
  const full = { ...PORTS, disk: { ...nodeDisk, createNew: refuse } };
  expect(new CustodyReading(full, folder, "server").append()).toEqual({
    file: null,
    why: expect.stringContaining("ascmhl") as string,
  });
  expect(names()).toEqual(before);
});

test("of a part there are no hashes of folders", () => {
  const { folder, read, head } = published();
  const asks = { folder, read: read("a & b.bin"), head, readBack: "cache" } as const;
  const { file } = appendGeneration(PORTS, asks);
  const text = readFileSync(join(folder, file ?? ""), "utf8");
  expect([text.includes("roothash"), text.includes("directoryhash")]).toEqual([false, false]);
});

test("one that was written and not chained, because its writer was cut off, is chained by the next", () => {
  const { folder, read, head, chain, names } = published();
  let renames = 0;
  const disk: Disk = {
    ...nodeDisk,
    rename: (from, to) => {
      if ((renames += 1) === 2) throw new Error("killed");
      nodeDisk.rename(from, to);
    },
  };
  const asks = { folder, read: read("a & b.bin"), head, readBack: "cache" } as const;
  expect(() => appendGeneration({ ...PORTS, disk }, asks)).toThrow("killed");
  expect(readChain(readFileSync(chain, "utf8")).size).toBe(1);
  appendGeneration(PORTS, { ...asks, head: { ...head, at: "2026-10-15T09:05:00.000Z" } });
  const ids = readChain(readFileSync(chain, "utf8"));
  expect([...ids.keys()].map((name) => name.slice(0, 4))).toEqual(["0001", "0002", "0003"]);
  expect(names().filter((name) => name.endsWith(".partial"))).toEqual([]);
  expect(readCustodyHistory(nodeFileSystem, folder).generations.every(({ isChained }) => isChained)).toBe(true);
});

test.each([
  [
    "a generation that is not what the chain says",
    "is not what its chain says",
    (history: string, first: string) =>
      writeFileSync(join(history, first), readFileSync(join(history, first), "utf8").replace("original", "verified")),
  ],
  [
    "a generation that is gone",
    "is not there, and its chain names it",
    (history: string, first: string) => rmSync(join(history, first)),
  ],
  [
    "a generation of somebody else that no chain names",
    "its chain does not name it",
    (history: string) => writeFileSync(join(history, "0002_x.mhl"), "<hashlist/>"),
  ],
  ["no chain", "can't be read", (history: string) => rmSync(join(history, "ascmhl_chain.xml"))],
  [
    "a chain without an end",
    "an end that is not known",
    (history: string) => {
      const chain = join(history, "ascmhl_chain.xml");
      writeFileSync(chain, readFileSync(chain, "utf8").replace("</ascmhldirectory>", ""));
    },
  ],
])("nothing is added to a history with %s", (_what, why, spoil) => {
  const { folder, read, head, names } = published();
  const [first = ""] = names();
  spoil(join(folder, "ascmhl"), first);
  const before = names();
  const asks = { folder, read: read("a & b.bin"), head, readBack: "cache" } as const;
  expect(appendGeneration(PORTS, asks)).toEqual({ file: null, why: expect.stringContaining(why) as string });
  expect(names().filter((name) => !name.endsWith(".partial"))).toEqual(before);
});
