import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execFileSync, spawnSync } from "node:child_process";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createFaultyFileSystem } from "@rigline/foundation/testing";
import { expect, onTestFinished, test } from "vitest";
import {
  type InventoryHead,
  type InventoryPlace,
  InventorySchema,
  renderInventory,
  renderSums,
  writeInventory,
} from "../../src/index.js";

const HEAD: InventoryHead = {
  manifest: "manifest_x.yaml",
  digest: "ab".repeat(32),
  name: "x",
  destination: "/stage/614173/x",
  madeBy: "rigline-watchdog",
  at: "2026-07-14T16:05:00.000Z",
  algorithm: "sha256",
};

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rigline-inventory-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function placeIn(folder: string): InventoryPlace {
  return { flagFolder: folder, manifest: join(folder, "manifest_x.yaml"), digest: HEAD.digest };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const read = (pieces: Iterable<string>): string => [...pieces].join("");

test.each([0, 1, 2, 4999, 5000, 5001, 12_000])("of %i files is JSON, with one file a line", (count) => {
  const files = Array.from({ length: count }, (_, index) => ({ path: `behavior/f${index}`, bytes: index, hash: "00" }));
  const text = read(renderInventory(HEAD, files));
  const inventory = InventorySchema.parse(JSON.parse(text));
  expect(inventory).toMatchObject({ ...HEAD, count, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) });
  expect(inventory.files).toEqual(files);
  expect(text.split("\n").filter((line) => line.startsWith("  {"))).toHaveLength(count);
});

test("of another service's hand-off has no hashes, and no sums", () => {
  const folder = makeFolder();
  const head = { ...HEAD, madeBy: "rigline", algorithm: null } as const;
  const path = writeInventory(nodeFileSystem, placeIn(folder), head, [{ path: "behavior/a", bytes: 3 }]);
  expect(path).toBe(join(folder, ".rigline", "inventories", `manifest_x.yaml.${HEAD.digest.slice(0, 12)}.json`));
  expect(InventorySchema.parse(JSON.parse(readFileSync(path, "utf8"))).files).toEqual([
    { path: "behavior/a", bytes: 3 },
  ]);
  expect(readdirSync(dirname(path))).toHaveLength(1);
});

const hasTool = spawnSync("sha256sum", ["--version"]).status === 0;
const NAMES = [
  "plain.csv",
  "sub/with blank.csv",
  "é 日 😀.bin",
  " leading",
  "a\\b",
  "line\nend",
  "cr\rhere",
  "*star",
  "#hash",
];

test.skipIf(!hasTool || process.platform === "win32")(
  "is what sha256sum -c takes, whatever the names are, and what it complains of when a file is another (needs GNU's sha256sum)",
  () => {
    const folder = makeFolder();
    for (const name of NAMES) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), `of ${name}`);
    }
    const files = NAMES.map((path) => ({ path, bytes: 1, hash: sha256(`of ${path}`) }));
    const sums = join(makeFolder(), "x.sha256");
    writeFileSync(sums, read(renderSums(files)));
    expect(
      execFileSync("sha256sum", ["-c", "--strict", sums], { cwd: folder, encoding: "utf8" }).match(/: OK$/gm),
    ).toHaveLength(NAMES.length);
    writeFileSync(join(folder, "plain.csv"), "another");
    const { status, stdout } = spawnSync("sha256sum", ["-c", "--quiet", sums], { cwd: folder, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stdout).toBe("plain.csv: FAILED\n");
  },
);

test("each is flushed under another name, renamed, and its name is flushed, the JSON last", () => {
  const folder = makeFolder();
  const fileSystem = createFaultyFileSystem();
  const json = writeInventory(fileSystem, placeIn(folder), HEAD, [{ path: "a", bytes: 1, hash: "00" }]);
  const steps = fileSystem.calls.filter((call) => /^(flushFile|rename|syncFolder .*inventories$)/.test(call));
  const each = ["flushFile", "rename", "syncFolder"];
  expect(steps.map((call) => call.split(" ")[0])).toEqual(each.concat(each));
  expect(steps[4]?.endsWith(` ${json}`)).toBe(true);
});

test("is written on a share that has no flush", () => {
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("file.sync", "EINVAL");
  fileSystem.fail("syncFolder", "EINVAL");
  const json = writeInventory(fileSystem, placeIn(makeFolder()), HEAD, [{ path: "a", bytes: 1, hash: "00" }]);
  expect(InventorySchema.parse(JSON.parse(readFileSync(json, "utf8"))).count).toBe(1);
});

test("the first failure is the one told, also when what was begun can't be removed", () => {
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("rename", "EIO");
  fileSystem.fail("remove", "EBUSY");
  expect(() => writeInventory(fileSystem, placeIn(makeFolder()), HEAD, [{ path: "a", bytes: 1, hash: "00" }])).toThrow(
    "EIO",
  );
});

test("one that can't be written whole is not there at all, and what was begun is removed", () => {
  const folder = makeFolder();
  const full: FileSystem = {
    ...nodeFileSystem,
    openAppend: (path) => ({
      ...nodeFileSystem.openAppend(path),
      append: () => {
        throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      },
    }),
  };
  expect(() => writeInventory(full, placeIn(folder), HEAD, [{ path: "a", bytes: 1, hash: "00" }])).toThrow("ENOSPC");
  expect(existsSync(join(folder, ".rigline", "inventories"))).toBe(true);
  expect(readdirSync(join(folder, ".rigline", "inventories"))).toEqual([]);
});
