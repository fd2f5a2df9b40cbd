import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { toPosixPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { gatherFolder } from "../../src/gather/gather-folder.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { createRig, partsFor, PUBLISHED, runOnce } from "../support/rig.js";
import { readTree } from "../support/temporary-folder.js";

/** A job for `share/data/614173/session`, and a share that can be taken away and put back. */
function setUp() {
  const rig = createRig();
  const share = join(rig.root, "share");
  const destination = join(share, "data", "614173");
  mkdirSync(join(share, "data"), { recursive: true });
  rig.hand("session", { destination });
  const step = () => listJobs(nodeDisk, nodeFileSystem, rig.flag)[0];
  return { rig, share, destination, step };
}

test("the subject's folder is made, and no more", async () => {
  const { rig, destination } = setUp();
  expect((await runOnce(partsFor(rig))).troubled).toBe(0);
  expect(readTree(join(destination, "session"))).toEqual(PUBLISHED);
});

test("a share that is away is not made anew on the local disk, but waited for", async () => {
  const { rig, share, destination, step } = setUp();
  renameSync(share, `${share} away`);
  for (let run = 1; run <= 3; run += 1) expect((await runOnce(partsFor(rig))).troubled).toBe(1);
  expect(existsSync(share)).toBe(false);
  const folder = toPosixPath(join(share, "data"));
  expect(step()).toMatchObject({
    step: "accepted",
    failure: {
      code: "DESTINATION_MISSING",
      message: `${folder} does not exist: is the share connected?`,
      retryAt: expect.any(String) as string,
    },
  });
  renameSync(`${share} away`, share);
  expect((await runOnce(partsFor(rig))).troubled).toBe(0);
  expect(readTree(join(destination, "session"))).toEqual(PUBLISHED);
  expect(step()).toMatchObject({ step: "complete", failure: null });
});

test.each(["share/data", "share/data/614173"])(
  "a link to a share (%s) is followed, and one that leads nowhere is a share that is away",
  async (link) => {
    const { rig, share, destination, step } = setUp();
    rmSync(share, { recursive: true });
    const server = join(rig.root, "server");
    mkdirSync(dirname(join(rig.root, link)), { recursive: true });
    symlinkSync(server, join(rig.root, link), "junction");
    expect((await runOnce(partsFor(rig))).troubled).toBe(1);
    expect(step()?.failure?.code).toMatch(/^(DESTINATION_MISSING|COPY_FAILED)$/);
    expect(existsSync(server)).toBe(false);
    mkdirSync(server);
    expect((await runOnce(partsFor(rig))).troubled).toBe(0);
    expect(readTree(join(destination, "session"))).toEqual(PUBLISHED);
  },
);

test("a share that goes away between two folders of a copy is not made anew either", async () => {
  const { rig, share, step } = setUp();
  const disk = {
    ...nodeDisk,
    makeFolder: (path: string) => {
      if (path.endsWith("behavior")) renameSync(share, `${share} away`);
      nodeDisk.makeFolder(path);
    },
  };
  expect((await runOnce(partsFor(rig, { disk }))).troubled).toBe(1);
  expect(existsSync(share)).toBe(false);
  expect(step()).toMatchObject({ failure: { code: "DESTINATION_NOT_WRITABLE" } });
});

test("nor is one that goes away before its first part is put on record there", async () => {
  const { rig, share, destination, step } = setUp();
  rig.hand("session", { destination, notes: { rigline_parts: ["behavior", "ecephys"] } });
  const records = gatherFolder(destination, "session");
  const fileSystem = {
    ...nodeFileSystem,
    stat: (path: string) => {
      if (path.startsWith(records) && existsSync(share)) renameSync(share, `${share} away`);
      return nodeFileSystem.stat(path);
    },
  };
  const pool = createInlinePool(nodeDisk, { fileSystem });
  expect((await runOnce(partsFor(rig, { pool }))).troubled).toBe(1);
  expect(existsSync(share)).toBe(false);
  renameSync(`${share} away`, share);
  await runOnce(partsFor(rig));
  expect(step()).toMatchObject({ step: "published", awaiting: { missing: ["ecephys"] } });
});
