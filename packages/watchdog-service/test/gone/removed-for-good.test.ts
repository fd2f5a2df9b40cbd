import { readdirSync, readFileSync, rmSync } from "node:fs";
import { nodeDisk, type Disk } from "@rigline/foundation/disk";
import { type FileSystem, nodeFileSystem } from "@rigline/foundation/platform";
import { jobJournalPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { createRig, settingsFor } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";

test("an unfinished copy counts as cleared when its removal is on the device: a cut of the server brings back none", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  const deeds: string[] = [];
  const refuse = (code: string): never => {
    throw Object.assign(new Error(`${code}: injected`), { code });
  };
  let [isFull, refusals] = [true, 0];
  const disk: Disk = {
    ...nodeDisk,
    write: (descriptor, bytes) => (isFull ? refuse("ENOSPC") : nodeDisk.write(descriptor, bytes)),
    removeFolder: (path) => {
      nodeDisk.removeFolder(path);
      if (path.endsWith(".partial")) deeds.push("removed");
    },
    syncFolder: (path) => {
      if (path !== rig.destination || deeds.length === 0) return nodeDisk.syncFolder(path);
      if (refusals++ === 0) return refuse("EIO");
      nodeDisk.syncFolder(path);
      deeds.push("flushed");
    },
  };
  const isCleared = (): boolean => readFileSync(jobJournalPath(rig.flag, manifest), "utf8").includes('"cleared"');
  const settings = settingsFor(rig, { retry: { firstMs: 60_000, maxMs: 60_000 } });
  const daemon = runDaemonByHand(rig, { disk, settings });
  for (let round = 0; round < 20 && daemon.count("failed") === 0; round += 1) await daemon.pass(20);
  isFull = false;
  rmSync(manifest);
  await daemon.pass(100);
  expect([readdirSync(rig.destination), deeds, isCleared()]).toEqual([[], ["removed"], false]);
  await daemon.pass(60_000);
  expect([deeds, isCleared()]).toEqual([["removed", "flushed"], true]);
});

test("a copy of a cancelled job whose journal can't be read just then is removed all the same, by the daemon that runs", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  const journal = jobJournalPath(rig.flag, manifest);
  let [isFull, isDim] = [true, false];
  const refuse = (code: string): never => {
    throw Object.assign(new Error(`${code}: injected`), { code });
  };
  const disk: Disk = {
    ...nodeDisk,
    write: (descriptor, bytes) => (isFull ? refuse("ENOSPC") : nodeDisk.write(descriptor, bytes)),
  };
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (path) => {
      if (path === journal && isDim) refuse("EIO");
      return nodeFileSystem.read(path);
    },
  };
  const settings = settingsFor(rig, { retry: { firstMs: 60_000, maxMs: 60_000 } });
  const daemon = runDaemonByHand(rig, { disk, fileSystem, settings });
  for (let round = 0; round < 20 && daemon.count("failed") === 0; round += 1) await daemon.pass(20);
  isFull = false;
  const { openJournal } = daemon.parts;
  // Once the journal is open, its end is recorded; what it left behind is asked afterwards.
  Object.assign(daemon.parts, {
    openJournal: (path: string) => {
      const opened = openJournal(path);
      isDim = true;
      return opened;
    },
  });
  rmSync(manifest);
  await daemon.pass(100);
  expect(readdirSync(rig.destination)).toHaveLength(1);
  isDim = false;
  await daemon.pass(1_000);
  expect(readdirSync(rig.destination)).toEqual([]);
});
