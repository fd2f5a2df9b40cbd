import { createHash } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFaultyFileSystem } from "@rigline/foundation/testing";
import { describe, expect, test } from "vitest";
import { archiveManifest } from "../../src/archive/archive-manifest.js";
import { temporaryFolder, quickFolder, writeTree } from "../support/temporary-folder.js";
import { thrownBy } from "../support/thrown-by.js";

const PORTS = { disk: nodeDisk, fileSystem: nodeFileSystem };
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

function setUp(text: string, flag = temporaryFolder()) {
  const complete = join(temporaryFolder(), "deep/complete");
  const manifest = join(flag, "manifest_x.yml");
  writeFileSync(manifest, text);
  return {
    manifest,
    complete,
    archive: (expected = text) => archiveManifest(PORTS, manifest, digest(expected), complete),
  };
}

test("moves the manifest into a folder that it makes", () => {
  const { manifest, complete, archive } = setUp("one");
  expect(archive()).toBe(join(complete, "manifest_x.yml"));
  expect([existsSync(manifest), readFileSync(join(complete, "manifest_x.yml"), "utf8")]).toEqual([false, "one"]);
});

test("never replaces an archived one", () => {
  const { complete, archive } = setUp("three");
  writeTree(complete, { "manifest_x.yml": "one", "manifest_x.2.yml": "two" });
  expect(archive()).toBe(join(complete, "manifest_x.3.yml"));
  expect(
    readdirSync(complete)
      .map((name) => readFileSync(join(complete, name), "utf8"))
      .toSorted(),
  ).toEqual(["one", "three", "two"]);
});

test("finds what an earlier call did, and finishes it", () => {
  const { manifest, complete, archive } = setUp("one");
  writeTree(complete, { "manifest_x.yml": "one" });
  expect(archive()).toBe(join(complete, "manifest_x.yml"));
  expect(existsSync(manifest)).toBe(false);
  expect(archive()).toBe(join(complete, "manifest_x.yml"));
  expect(readdirSync(complete)).toEqual(["manifest_x.yml"]);
});

test("flushes an archived manifest that it finds before it takes the other away: its mover may have been killed", () => {
  const { manifest, complete } = setUp("one");
  writeTree(complete, { "manifest_x.yml": "one" });
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("syncFolder", "EIO");
  const flushed: string[] = [];
  const disk: Disk = { ...nodeDisk, flushFile: (path) => (flushed.push(path), nodeDisk.flushFile(path)) };
  const archive = (): unknown => archiveManifest({ disk, fileSystem }, manifest, digest("one"), complete);
  expect(thrownBy(archive)).toMatchObject({ code: "ARCHIVE_FAILED" });
  expect(flushed).toEqual([join(complete, "manifest_x.yml")]);
  expect(existsSync(manifest)).toBe(true);
});

test("leaves a manifest alone that is another one by now", () => {
  const { manifest, complete, archive } = setUp("the next job");
  expect(archive("the old job")).toBeUndefined();
  expect([readFileSync(manifest, "utf8"), readdirSync(complete)]).toEqual(["the next job", []]);
});

test("leaves a manifest where it is when manifest_complete has become the flag folder itself", () => {
  const { manifest } = setUp("one");
  const complete = join(temporaryFolder(), "complete");
  symlinkSync(dirname(manifest), complete, "junction");
  const error = thrownBy(() => archiveManifest(PORTS, manifest, digest("one"), complete));
  expect(error).toMatchObject({ code: "ARCHIVE_FAILED", why: `${complete} is the flag folder itself` });
  expect(readFileSync(manifest, "utf8")).toBe("one");
});

test("takes a second name that somebody gave the manifest in the archive for what it is", () => {
  const { manifest, complete, archive } = setUp("one");
  mkdirSync(complete, { recursive: true });
  linkSync(manifest, join(complete, "manifest_x.yml"));
  expect(archive()).toBe(join(complete, "manifest_x.yml"));
  expect([existsSync(manifest), readFileSync(join(complete, "manifest_x.yml"), "utf8")]).toEqual([false, "one"]);
});

test("says so when the folder can't be made", () => {
  const { manifest, complete } = setUp("one");
  writeTree(join(complete, "../.."), { deep: "a file" });
  const error = thrownBy(() => archiveManifest(PORTS, manifest, digest("one"), complete));
  expect(error.code).toBe("ARCHIVE_FAILED");
  expect(existsSync(manifest)).toBe(true);
});

describe("across volumes", () => {
  const otherVolume =
    existsSync("/dev/shm") &&
    statSync("/dev/shm").dev !== statSync(temporaryRoot()).dev &&
    statfsSync("/dev/shm").bavail > 1000;
  if (!otherVolume) console.warn("skipped: no second volume to archive to");
  test.runIf(otherVolume)("copies and then removes", () => {
    const { manifest, complete, archive } = setUp("one", quickFolder());
    expect(statSync(manifest).dev).not.toBe(statSync(join(complete, "../..")).dev);
    expect(archive()).toBe(join(complete, "manifest_x.yml"));
    expect([existsSync(manifest), readdirSync(complete)]).toEqual([false, ["manifest_x.yml"]]);
  });
});

function temporaryRoot(): string {
  return process.env["TMPDIR"] ?? "/tmp";
}
