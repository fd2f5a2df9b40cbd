import { existsSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { createRig, partsFor, runOnce, settingsFor } from "../support/rig.js";
import { readInventory } from "../support/read-inventory.js";
import { readDestination, readTree, writeTree } from "../support/temporary-folder.js";

test("what a manifest or the watch config leaves out is not handed off, told, and never deleted", async () => {
  const rig = createRig();
  writeTree(rig.data, { "behavior/scratch/a.tmp": "1", "behavior/video.tmp": "22", "behavior/none/": "" });
  rig.hand("session", { deleteSource: true, notes: { rigline_exclude: ["scratch", "none"] } });
  const settings = settingsFor(rig, { patterns: { include: [], exclude: ["*.tmp"] } });
  const parts = partsFor(rig, { settings });
  expect((await runOnce(parts)).troubled).toBe(0);
  expect(Object.keys(readDestination(rig.destination)).sort()).toEqual([
    "session/behavior/empty/",
    "session/behavior/events.csv",
    "session/behavior/logs/launcher.log",
    "session/session.json",
  ]);
  expect(Object.keys(readTree(rig.data)).sort()).toEqual([
    "behavior/none/",
    "behavior/scratch/a.tmp",
    "behavior/video.tmp",
    "session.json",
  ]);
  const selected = {
    selection: [
      { include: [], exclude: ["scratch", "none"] },
      { include: [], exclude: ["*.tmp"] },
    ],
    leftOut: { files: 2, bytes: 3 },
  };
  expect(readInventory(rig)).toBeDefined();
  const [job] = listJobs(nodeDisk, nodeFileSystem, rig.flag);
  expect(job).toMatchObject({ step: "complete", selected });
  const inventory: unknown = JSON.parse(Buffer.from(nodeFileSystem.read(job?.inventory ?? "")).toString());
  expect(inventory).toMatchObject({ count: 3, selected });
});

test("patterns that leave less out after the data are published have nothing deleted that was left out then", async () => {
  const rig = createRig();
  writeTree(rig.data, { "behavior/kept.tmp": "1" });
  rig.hand("session", { deleteSource: true, endpoint: "http://service/submit" });
  const patterns = { include: [], exclude: ["*.tmp"] };
  const refusing = { post: () => Promise.reject(Object.assign(new Error("down"), { code: "ECONNREFUSED" })) };
  await runOnce(partsFor(rig, { settings: settingsFor(rig, { patterns }), http: refusing }));
  expect(existsSync(join(rig.destination, "session"))).toBe(true);
  const parts = partsFor(rig);
  expect((await runOnce(parts)).troubled).toBe(0);
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "sourceDeleted", files: 2, kept: 0 }));
  expect(Object.keys(readTree(rig.data)).sort()).toEqual(["behavior/kept.tmp", "session.json"]);
});

test("a note that deletes for Rigline alone, and patterns that are none", async () => {
  const rig = createRig();
  rig.hand("session", { notes: { rigline_delete_source: true, rigline_exclude: ["*.log"] } });
  rig.hand("mistaken", { notes: { rigline_exclude: 5 } });
  const parts = partsFor(rig);
  await runOnce(parts);
  expect(parts.events).toContainEqual(
    expect.objectContaining({
      event: "parked",
      code: "MANIFEST_VALUE_INVALID",
      reason: expect.stringContaining("rigline_exclude"),
    }),
  );
  expect(Object.keys(readTree(rig.data)).sort()).toEqual(["behavior/logs/launcher.log", "session.json"]);
});
