import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identityOf, nodeDisk, type Disk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { adoptCopies, makeFollowFolders } from "../../src/follow/adopt-copies.js";
import { foundDestination } from "../support/rig.js";
import { quickFolder, readTree, writeTree } from "../support/temporary-folder.js";

function createPlace() {
  const root = quickFolder();
  const at = foundDestination(root);
  const [from, staging] = [join(root, ".rigline-followed.partial"), join(root, ".rigline-job.partial")];
  const identity = (path: string): number => identityOf(nodeDisk.inspect(path));
  const asks = { from, staging, at, folders: ["behavior", "behavior-videos"], traits: new Map() };
  return { root, at, from, staging, identity, asks };
}

test("the folder is the job's by one rename, and what belongs elsewhere is moved; done again, it finds all in its place", () => {
  const { from, staging, identity, asks } = createPlace();
  writeTree(from, { "behavior/a.csv": "a", "Videos/b.avi": "b" });
  const moves = [
    { from: "behavior/a.csv", to: "behavior/a.csv", copy: identity(join(from, "behavior/a.csv")) },
    { from: "Videos/b.avi", to: "behavior-videos/b.avi", copy: identity(join(from, "Videos/b.avi")) },
  ];

  const copies = adoptCopies(nodeDisk, { ...asks, moves });

  expect(readTree(staging)).toEqual({ "behavior/a.csv": "a", "behavior-videos/b.avi": "b", "Videos/": "" });
  const now = [identity(join(staging, "behavior/a.csv")), identity(join(staging, "behavior-videos/b.avi"))];
  expect([...copies]).toEqual(now);
  const again = moves.map((move, index) => ({ ...move, copy: now[index] }));
  expect([...adoptCopies(nodeDisk, { ...asks, moves: again })]).toEqual(now);
});

test("a copy that somebody touched, one of an earlier daemon, and one that is gone have to be read or copied again", () => {
  const { from, identity, asks } = createPlace();
  writeTree(from, { "behavior/a.csv": "a", "behavior/b.csv": "b" });
  const before = identity(join(from, "behavior/a.csv"));
  writeFileSync(join(from, "behavior/a.csv"), "x");
  const moves = [
    { from: "behavior/a.csv", to: "behavior/a.csv", copy: before },
    { from: "behavior/b.csv", to: "behavior/b.csv", copy: undefined },
    { from: "behavior/c.csv", to: "behavior/c.csv", copy: 1 },
  ];
  expect([...adoptCopies(nodeDisk, { ...asks, moves })]).toEqual([0, 0, 0]);
});

test("what was copied to another volume than the manifest's is copied anew", () => {
  const { from, identity, asks } = createPlace();
  writeTree(from, { "behavior/a.csv": "a" });
  const disk: Disk = {
    ...nodeDisk,
    rename: () => {
      throw Object.assign(new Error("EXDEV"), { code: "EXDEV" });
    },
  };
  const moves = [{ from: "behavior/a.csv", to: "behavior/a.csv", copy: identity(join(from, "behavior/a.csv")) }];
  expect([...adoptCopies(disk, { ...asks, moves })]).toEqual([0]);
  expect(readTree(from)).toEqual({ "behavior/a.csv": "a" });
});

test("a job that has begun a copy of its own keeps it", () => {
  const { root, from, staging, asks } = createPlace();
  writeTree(from, { "behavior/a.csv": "a" });
  mkdirSync(staging);
  expect([...adoptCopies(nodeDisk, { ...asks, folders: [], moves: [] })]).toEqual([]);
  expect(readdirSync(root).toSorted()).toEqual([".rigline-followed.partial", ".rigline-job.partial"]);
});

test.skipIf(process.platform === "win32")("folders are made with no more rights than their sources have", () => {
  const { root, at } = createPlace();
  const folder = join(root, ".rigline-followed.partial");
  makeFollowFolders(nodeDisk, { root: folder, folders: new Map([["behavior", 0o500]]), at });
  makeFollowFolders(nodeDisk, { root: folder, folders: new Map([["behavior", 0o500]]), at });
  expect(statSync(join(folder, "behavior")).mode & 0o777).toBe(0o700);
});

test("nothing is made where the destination is not what it was", () => {
  const { root, at } = createPlace();
  const other = { ...at, place: { ...at.place, root: "/elsewhere" } };
  expect(() =>
    makeFollowFolders(nodeDisk, { root: join(root, ".rigline-followed.partial"), folders: new Map(), at: other }),
  ).toThrow(/is not what it was/);
});
