import { readFileSync } from "node:fs";
import { nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { jobJournalPath } from "@rigline/manifest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { acceptingService, createRig, partsFor, runOnce, settingsFor } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";

/** A disk that refuses to read manifests while `code` is set. */
function refusing(code: string | undefined): FileSystem & { code: string | undefined; reads: number } {
  const disk = {
    ...nodeFileSystem,
    code,
    reads: 0,
    read: (path: string) => {
      if (!path.endsWith(".yml") || disk.code === undefined) return nodeFileSystem.read(path);
      disk.reads += 1;
      throw Object.assign(new Error(`${disk.code}: injected, read`), { code: disk.code });
    },
  };
  return disk;
}

test.each(["EIO", "EBUSY", "ESTALE", "ETIMEDOUT", "EMFILE", "ENFILE", "EAGAIN", "EREMOTEIO", "UNKNOWN"])(
  "%s on reading a manifest for an hour: told once, never parked, taken when it can be read",
  async (code) => {
    const rig = createRig();
    rig.hand("session");
    const fileSystem = refusing(code);
    const daemon = runDaemonByHand(rig, { fileSystem, settings: settingsFor(rig, { rescanMs: 60_000 }) });
    await daemon.pass(3_600_000);
    expect(fileSystem.reads).toBeGreaterThan(30);
    expect(daemon.parts.events.map(({ event }) => event)).toEqual(["notice"]);
    expect(daemon.parts.events[0]).toMatchObject({ message: expect.stringContaining(code) as string });
    fileSystem.code = undefined;
    await daemon.pass(120_000);
    expect([daemon.count("archived"), daemon.count("parked")]).toEqual([1, 0]);
  },
);

test.each(["EACCES", "EPERM", "EINVAL"])(
  "%s is parked when it has lasted for a minute, and looked at again: it needs no redrive",
  async (code) => {
    const rig = createRig();
    rig.hand("session");
    const fileSystem = refusing(code);
    const daemon = runDaemonByHand(rig, { fileSystem, settings: settingsFor(rig, { rescanMs: 5000 }) });
    await daemon.pass(50_000);
    expect([daemon.count("notice"), daemon.count("parked")]).toEqual([1, 0]);
    await daemon.pass(600_000);
    expect([daemon.count("notice"), daemon.count("parked")]).toEqual([1, 1]);
    expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)).toMatchObject([
      { step: "parked", failure: { code: "MANIFEST_UNREADABLE" } },
    ]);
    fileSystem.code = undefined;
    await daemon.pass(10_000);
    expect(daemon.count("archived")).toBe(1);
  },
);

test("a job that was accepted goes on where it stood when its manifest can be read again, in another daemon", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: "http://service/submit" });
  const refuses = partsFor(rig, {
    http: { post: () => Promise.resolve({ status: 503, headers: {}, body: "" }) },
  });
  await runOnce(refuses);
  const second = runDaemonByHand(rig, {
    fileSystem: refusing("EACCES"),
    settings: settingsFor(rig, { rescanMs: 5000 }),
  });
  await second.pass(100_000);
  expect(second.count("parked")).toBe(1);
  await second.stop();
  const http = acceptingService();
  const third = partsFor(rig, { http });
  expect((await runOnce(third)).troubled).toBe(0);
  expect(third.events.map(({ event }) => event)).toEqual(["submitted", "archived"]);
  expect(readFileSync(jobJournalPath(rig.flag, manifest), "utf8").match(/"type":"accepted"/g)).toHaveLength(1);
});

test("once: it is told, and the exit code is that of trouble", async () => {
  const rig = createRig();
  rig.hand("session");
  const parts = partsFor(rig, { fileSystem: refusing("EACCES") });
  expect((await runOnce(parts)).troubled).toBe(1);
  expect(parts.events).toMatchObject([{ event: "notice", message: expect.stringContaining("EACCES") as string }]);
});
