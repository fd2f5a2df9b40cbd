import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execFileSync, spawnSync } from "node:child_process";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { expect, onTestFinished, test } from "vitest";
import { InventorySchema, renderInventory, renderSums, writeInventory, type InventoryHead } from "../../src/index.js";

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
  const place = { flagFolder: folder, manifest: join(folder, "manifest_x.yaml"), digest: HEAD.digest };
  const head = { ...HEAD, madeBy: "rigline", algorithm: null } as const;
  const path = writeInventory(nodeFileSystem, place, head, [{ path: "behavior/a", bytes: 3 }]);
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
  const place = { flagFolder: folder, manifest: join(folder, "manifest_x.yaml"), digest: HEAD.digest };
  expect(() => writeInventory(full, place, HEAD, [{ path: "a", bytes: 1, hash: "00" }])).toThrow("ENOSPC");
  expect(existsSync(join(folder, ".rigline", "inventories"))).toBe(true);
  expect(readdirSync(join(folder, ".rigline", "inventories"))).toEqual([]);
});
