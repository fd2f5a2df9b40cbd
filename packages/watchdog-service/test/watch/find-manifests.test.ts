import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/platform/node-disk.js";
import { isManifestName } from "../../src/watch/is-manifest-name.js";
import { fingerprint, scanFolder } from "../../src/watch/scan-folder.js";
import { SettleTracker } from "../../src/watch/settle-tracker.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

test.each(["manifest_x.yml", "manifest_x.yaml", "MANIFEST_X.YML", "Manifest_a.b.Yaml", "manifest_a b.yml"])(
  "%s is a manifest",
  (name) => expect(isManifestName(name)).toBe(true),
);

test.each([
  "manifest_x.yml.tmp",
  "manifest_x.yml.bak",
  "manifest_x.yml~",
  "manifest_x.json",
  "manifest.yml",
  "manifest_.yml",
  "my_manifest_x.yml",
  ".manifest_x.yml",
  "manifest_x.yml.partial",
  "xmanifest_x.yml",
  "manifest_x.ymlx",
])("%s is none", (name) => expect(isManifestName(name)).toBe(false));

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
  const found = scanFolder(nodeDisk, folder);
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
    void prints.add(fingerprint(scanFolder(nodeDisk, folder)[0]?.entry ?? nodeDisk.inspect(folder)));
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
