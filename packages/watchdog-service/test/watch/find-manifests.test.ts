import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { nameOfBytes, showName } from "../../src/watch/file-name.js";
import { copiedFrom, judgeName, fingerprint, scanFolder } from "../../src/watch/scan-folder.js";
import { SettleTracker } from "../../src/watch/settle-tracker.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

// What aind-watchdog-service 0.1.9 takes while it runs, and the same in other case.
test.each([
  "manifest_x.yml",
  "manifest_x.yaml",
  "MANIFEST_X.YML",
  "Manifest_a.b.Yaml",
  "manifest_a b.yml",
  "manifest.yml",
  "manifest-1.yml",
  "my_manifest_x.yml",
  "behavior_manifest_1.yaml",
])("%s is a manifest", (name) => expect(judgeName(name)).toEqual({ kind: "manifest" }));

test.each(["manifest_a\nb.yml", "manifest\tx.yaml", "manifest_x.json", "manifest_x.yml.txt"])(
  "%j looks like one and is told",
  (name) => expect(judgeName(name).kind).toBe("strange"),
);

test.each(["session.yml", "manifest", "manifest_x", "manifest_complete"])("%s has nothing to do with one", (name) =>
  expect(judgeName(name).kind).toBe("other"),
);

test.each([
  "manifest_x.yml.tmp",
  "manifest_x.yml.bak",
  "manifest_x.yml~",
  "~$manifest_x.yml",
  "manifest_x.yml.swp",
  ".manifest_x.yml",
  "manifest_x.yml.partial",
  "manifest_x.ymlx",
])("%s is left alone", (name) => expect(judgeName(name).kind).toBe("aside"));

test.each([
  "manifest_x - Copy.yml",
  "manifest_x - Copy (2).yml",
  "manifest_x copy 3.yml",
  "Copy of manifest_x.yml",
  "manifest_x (1).yml",
  "manifest_x (Ada's conflicted copy 2026-07-14).yml",
  "manifest_x.sync-conflict-20260714-090500-ABCDEFG.yml",
])("%s is called a copy, and left alone beside what it is a copy of", (name) => {
  expect(copiedFrom(name)).toBe("manifest_x.yml");
  const folder = temporaryFolder();
  writeTree(folder, { [name]: "" });
  expect(scanFolder(nodeDisk, folder)).toMatchObject({ found: [{}], aside: [] });
  writeTree(folder, { "manifest_x.yml": "" });
  expect(scanFolder(nodeDisk, folder)).toMatchObject({ found: [{}], aside: [{ name, copy: true }] });
  // Archived by now, it is known by its journal.
  rmSync(join(folder, "manifest_x.yml"));
  writeTree(folder, { ".rigline/jobs/manifest_x.yml.jsonl": "" });
  expect(scanFolder(nodeDisk, folder)).toMatchObject({ found: [], aside: [{ name, copy: true }] });
  // Taken once, it stays a job.
  writeTree(folder, { [`.rigline/jobs/${name}.jsonl`]: "" });
  expect(scanFolder(nodeDisk, folder)).toMatchObject({ found: [{}], aside: [] });
});

test("a name keeps its bytes, whatever they are", () => {
  const bytes = Buffer.from([0x61, 0xff, 0xc3, 0xa4, 0xc3, 0x0a, 0xef, 0xbf, 0xbd]);
  expect(nameOfBytes(bytes)).toBe("a\udcff\u00e4\udcc3\n\ufffd");
  expect(showName(nameOfBytes(bytes))).toBe("a\\xff\u00e4\\xc3\\x0a\ufffd");
});

test("only the folder itself is searched, in order of name", () => {
  const folder = temporaryFolder();
  writeTree(folder, {
    "manifest_b.yml": "",
    "manifest_a.yml": "",
    "sub/manifest_c.yml": "",
    ".rigline/staging/manifest_d.yml": "",
    "x.txt": "",
  });
  mkdirSync(join(folder, "manifest_folder.yml"));
  const { found } = scanFolder(nodeDisk, folder);
  expect(found.map(({ path, entry }) => [basename(path), entry.kind])).toEqual([
    ["manifest_a.yml", "file"],
    ["manifest_b.yml", "file"],
    ["manifest_folder.yml", "folder"],
  ]);
});

test("a folder that is away is an error, not an empty folder", () => {
  const folder = temporaryFolder();
  rmSync(folder, { recursive: true });
  expect(() => scanFolder(nodeDisk, folder)).toThrow("ENOENT");
});

test("the fingerprint changes with size, time and a file put in its place", () => {
  const folder = temporaryFolder();
  const prints = new Set<string>();
  const look = (): void =>
    void prints.add(fingerprint(scanFolder(nodeDisk, folder).found[0]?.entry ?? nodeDisk.inspect(folder)));
  writeTree(folder, { "manifest_a.yml": "1" });
  look();
  look();
  expect(prints.size).toBe(1);
  writeTree(folder, { "manifest_a.yml": "22" });
  look();
  rmSync(join(folder, "manifest_a.yml"));
  writeFileSync(join(folder, "other"), "keeps the inode from being used again");
  writeTree(folder, { "manifest_a.yml": "22" });
  look();
  expect(prints.size).toBe(3);
});

describe("settling", () => {
  test("counts from the last change", () => {
    const tracker = new SettleTracker(2000);
    expect(tracker.remaining("m", "1", 0)).toBe(2000);
    expect(tracker.remaining("m", "1", 1500)).toBe(500);
    expect(tracker.remaining("m", "2", 1900)).toBe(2000);
    expect(tracker.remaining("m", "2", 3899)).toBe(1);
    expect(tracker.remaining("m", "2", 3900)).toBe(0);
  });

  test("begins anew for a file that went away, and keeps files apart", () => {
    const tracker = new SettleTracker(1000);
    tracker.remaining("m", "1", 0);
    tracker.remaining("n", "1", 900);
    tracker.forget("m");
    expect(tracker.remaining("m", "1", 1000)).toBe(1000);
    expect(tracker.remaining("n", "1", 1000)).toBe(900);
  });
});
