import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk, type Disk } from "@rigline/foundation/disk";
import { createFakeClock } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { gatherFolder } from "../../src/gather/gather-folder.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { fakeShare, type FakeShare } from "../support/fake-share.js";
import { createRig, partsFor, PUBLISHED, runOnce, type Rig } from "../support/rig.js";
import { runDaemonByHand, type RunningDaemon } from "../support/running-daemon.js";
import { listDestination, readTree, writeTree } from "../support/temporary-folder.js";

/** A destination whose disk is full until it is given room. */
function fullDisk(isFull: () => boolean): Disk {
  return {
    ...nodeDisk,
    write: (descriptor, bytes) => {
      if (isFull()) throw Object.assign(new Error("ENOSPC: injected"), { code: "ENOSPC" });
      return nodeDisk.write(descriptor, bytes);
    },
  };
}

/** A share on which an unfinished copy lies: it was full under it, and has room again. `changes`: of what its disk answers. */
async function unfinishedOnShare(changes: (share: FakeShare) => Partial<Disk> = () => ({})) {
  const rig = createRig();
  const share = fakeShare(join(rig.root, "share"));
  const destination = join(rig.root, "share", "data");
  mkdirSync(destination);
  let isFull = true;
  const filling = fullDisk(() => isFull);
  const write: Disk["write"] = (descriptor, bytes) => filling.write(descriptor, bytes);
  const disk: Disk = { ...share.disk, write, ...changes(share) };
  const manifest = rig.hand("session", { destination });
  await runOnce(partsFor(rig, { disk }));
  expect(partials(destination)).toHaveLength(1);
  isFull = false;
  return {
    rig,
    disk,
    destination,
    manifest,
    /** What shows through where the share was, somebody has made. */
    goAway: () => {
      share.unmount();
      mkdirSync(destination);
    },
    expectRemovedWhenBack: async (begin: () => RunningDaemon) => {
      share.mount();
      expect(partials(destination)).toHaveLength(1);
      await begin().pass(200);
      expect(partials(destination)).toEqual([]);
    },
  };
}

const partials = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith(".partial"));

/** Another manifest of the same name: the same data without the schema. */
const corrected = { schemas: [] };

test("a manifest that is replaced while it is copied leaves nothing of the first copy", async () => {
  const rig = createRig();
  rig.hand("session");
  const inner = createInlinePool(nodeDisk);
  let replaced = false;
  const pool: WorkPool = {
    ...inner,
    run: async (order, options) => {
      if (order.kind === "copy" && !replaced) {
        replaced = true;
        rig.hand("session", corrected);
        expect(partials(rig.destination)).toHaveLength(1);
      }
      return inner.run(order, options);
    },
  };
  const daemon = runDaemonByHand(rig, { pool });
  await daemon.pass(1000);
  expect([replaced, daemon.count("archived")]).toEqual([true, 1]);
  expect(listDestination(rig.destination)).toEqual(["session"]);
});

test("a waiting job whose manifest is deleted leaves nothing of its copy", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  const daemon = runDaemonByHand(rig, { disk: fullDisk(() => true) });
  for (let round = 0; round < 20 && daemon.count("failed") === 0; round += 1) await daemon.pass(20);
  expect(partials(rig.destination)).toHaveLength(1);
  rmSync(manifest);
  await daemon.pass(100);
  expect(readdirSync(rig.destination)).toEqual([]);
});

test("one that is sent elsewhere after its destination was full leaves nothing on the full disk", async () => {
  const rig = createRig();
  const elsewhere = join(rig.root, "elsewhere");
  mkdirSync(elsewhere);
  let full = true;
  rig.hand("session");
  const daemon = runDaemonByHand(rig, { disk: fullDisk(() => full) });
  await daemon.pass(100);
  expect(partials(rig.destination)).toHaveLength(1);
  full = false;
  rig.hand("session", { destination: elsewhere });
  await daemon.pass(1000);
  expect(readTree(join(elsewhere, "session"))).toEqual(PUBLISHED);
  expect(readdirSync(rig.destination)).toEqual([]);
});

test("a parked job whose manifest is deleted leaves nothing either, nor one that was replaced or deleted while no daemon ran", async () => {
  const deleteIt = (rig: Rig): void => rmSync(join(rig.flag, "manifest_session.yml"));
  const replaceIt = (rig: Rig): void => void rig.hand("session", { destination: join(rig.root, "elsewhere") });
  for (const [live, change] of [
    [true, deleteIt],
    [false, deleteIt],
    [false, replaceIt],
  ] as const) {
    const rig = createRig();
    mkdirSync(join(rig.root, "elsewhere"));
    const late = join(rig.root, "late");
    writeTree(rig.root, { "late/x": "x" });
    rig.hand("session", { modalities: { behavior: [join(rig.data, "behavior")], other: [late] } });
    let full = true;
    const daemon = runDaemonByHand(rig, { disk: fullDisk(() => full) });
    await daemon.pass(20);
    expect(partials(rig.destination)).toHaveLength(1);
    // Now it is missing something, and is parked.
    full = false;
    rmSync(late, { recursive: true });
    await daemon.pass(2000);
    expect(daemon.count("parked")).toBe(1);
    if (!live) await daemon.stop();
    change(rig);
    if (live) await daemon.pass(200);
    else await runOnce(partsFor(rig));
    expect(readdirSync(rig.destination)).toEqual([]);
  }
});

test("what can't be removed keeps no daemon alive that has nothing else to do", async () => {
  const rig = createRig();
  let full = true;
  const disk: Disk = {
    ...fullDisk(() => full),
    removeFolder: () => {
      throw Object.assign(new Error("EBUSY: injected"), { code: "EBUSY" });
    },
  };
  const clock = createFakeClock({ now: new Date(), zone: "UTC" });
  rig.hand("session");
  await runOnce(partsFor(rig, { disk, clock }));
  full = false;
  rmSync(join(rig.flag, "manifest_session.yml"));
  const parts = partsFor(rig, { disk, clock });
  await runOnce(parts);
  expect(parts.events).toContainEqual(
    expect.objectContaining({ event: "notice", message: expect.stringContaining(".partial") as string }),
  );
  expect([partials(rig.destination).length, clock.pending]).toEqual([1, 0]);
});

test("what can't be removed is told once, tried again, and found again by the next daemon", async () => {
  const rig = createRig();
  const share = join(rig.root, "share");
  mkdirSync(join(share, "data"), { recursive: true });
  let [full, locked] = [true, true];
  const disk: Disk = {
    ...fullDisk(() => full),
    removeFolder: (path) => {
      if (locked && path.endsWith(".partial")) throw Object.assign(new Error("EBUSY: injected"), { code: "EBUSY" });
      nodeDisk.removeFolder(path);
    },
  };
  rig.hand("session", { destination: join(share, "data") });
  const daemon = runDaemonByHand(rig, { disk });
  await daemon.pass(100);
  full = false;
  rig.hand("session");
  await daemon.pass(1000);
  const told = daemon.parts.events.filter((event) => event.event === "notice" && event.message.includes(".partial"));
  expect([daemon.count("archived"), told.length]).toEqual([1, 1]);
  expect(partials(join(share, "data"))).toHaveLength(1);
  await daemon.stop();

  const again = runDaemonByHand(rig, { disk });
  await again.pass(100);
  expect(again.count("notice")).toBe(1);
  locked = false;
  await again.pass(100);
  expect(partials(join(share, "data"))).toEqual([]);
  await again.stop();
  // What is known to be gone is not looked for again.
  renameSync(share, `${share} away`);
  const last = partsFor(rig);
  let looked = 0;
  await runOnce({
    ...last,
    pool: { ...last.pool, run: (order, options) => ((looked += 1), last.pool.run(order, options)) },
  });
  expect(looked).toBe(0);
});

test("a manifest that comes back as it was goes on with its copy, which is no longer removed", async () => {
  const rig = createRig();
  rig.hand("session");
  const inner = createInlinePool(nodeDisk);
  let full = true;
  let removing = 0;
  let removeNow = (): void => {};
  const disk = fullDisk(() => full);
  const onFull = createInlinePool(disk);
  const pool: WorkPool = {
    ...inner,
    run: async (order, options) => {
      if (order.kind === "publish") removeNow();
      if (order.kind !== "removeTree" || full) return onFull.run(order, options);
      removing += 1;
      // As slow as a large tree on a share: until it is told to let go, or the worst moment has come.
      await new Promise<void>((resolve, reject) => {
        removeNow = () => {
          if (!options.signal.aborted) rmSync(order.path, { recursive: true, force: true });
          resolve();
        };
        options.signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
      });
      return inner.run(order, options);
    },
  };
  const daemon = runDaemonByHand(rig, { pool });
  await daemon.pass(100);
  const [partial = ""] = partials(rig.destination);
  full = false;
  rig.hand("session", { ...corrected, schedule: new Date(Date.now() + 7_200_000).toISOString().slice(11, 19) });
  await daemon.pass(200);
  expect([removing, partials(rig.destination)]).toEqual([1, [partial]]);
  rig.hand("session");
  await daemon.pass(500);
  expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
  const failures = daemon.parts.events.flatMap((event) => (event.event === "failed" ? [event.code] : []));
  expect([daemon.count("archived"), [...new Set(failures)]]).toEqual([1, ["DESTINATION_FULL"]]);
});

test("a share that is away when its unfinished copy is to be removed is cleared when it is back", async () => {
  const { rig, disk, manifest, goAway, expectRemovedWhenBack } = await unfinishedOnShare();
  goAway();
  rmSync(manifest);
  const daemon = runDaemonByHand(rig, { disk });
  await daemon.pass(100);
  expect(daemon.count("cancelled")).toBe(1);
  await expectRemovedWhenBack(() => daemon);
});

test("a share that goes away while an unfinished copy is removed has taken it along: it is removed when the share is back", async () => {
  let leave: (() => void) | undefined;
  const { rig, disk, manifest, goAway, expectRemovedWhenBack } = await unfinishedOnShare((share) => ({
    inspect: (path) => {
      if (path.includes(".partial")) leave?.();
      return share.disk.inspect(path);
    },
  }));
  leave = () => {
    leave = undefined;
    goAway();
  };
  rmSync(manifest);
  const daemon = runDaemonByHand(rig, { disk });
  await daemon.pass(200);
  expect([daemon.count("cancelled"), leave]).toEqual([1, undefined]);
  await expectRemovedWhenBack(() => daemon);
});

test.each(["the daemon that runs", "the next one"])(
  "a copy that was wanted again for a while, with its share away, is removed once it is wanted no more (%s)",
  async (by) => {
    const { rig, disk, destination, manifest, goAway, expectRemovedWhenBack } = await unfinishedOnShare();
    goAway();
    const daemon = runDaemonByHand(rig, { disk });
    for (const times of [1, 2]) {
      rmSync(manifest);
      await daemon.pass(100);
      expect(daemon.count("cancelled")).toBe(times);
      if (times === 2) break;
      rig.hand("session", { destination });
      await daemon.pass(100);
      expect(daemon.parts.events.at(-1)).toMatchObject({ event: "failed", code: "DESTINATION_MISSING" });
    }
    if (by === "the next one") await daemon.stop();
    await expectRemovedWhenBack(() => (by === "the next one" ? runDaemonByHand(rig, { disk }) : daemon));
  },
);

test("of a job that never came to its destination nothing is looked for there, and nothing told", async () => {
  for (const change of ["deleted", "corrected"]) {
    const rig = createRig();
    const manifest = rig.hand("session", { destination: join(rig.root, "mispelt", "data") });
    const daemon = runDaemonByHand(rig);
    await daemon.pass(50);
    expect(daemon.count("failed")).toBeGreaterThan(0);
    if (change === "deleted") rmSync(manifest);
    else rig.hand("session");
    await daemon.pass(200);
    expect([daemon.count("archived"), daemon.count("notice")]).toEqual([change === "deleted" ? 0 : 1, 0]);
  }
});

test("of a part of a session the records that were being written go with its copy, and what is on record stays", async () => {
  const rig = createRig();
  mkdirSync(rig.destination);
  const manifest = rig.hand("session", { notes: { rigline_parts: ["behavior", "ecephys"] } });
  await runOnce(partsFor(rig, { disk: fullDisk(() => true) }));
  const [copy = ""] = partials(rig.destination);
  const records = gatherFolder(rig.destination, "session");
  // As whoever is killed while he writes one leaves it.
  writeTree(records, { [`${copy.split("-").at(-1)}/parts.json.part`]: "{" });
  expect(partials(records)).toHaveLength(1);
  rmSync(manifest);
  await runOnce(partsFor(rig));
  expect([partials(rig.destination), readdirSync(records)]).toEqual([[], ["parts.json"]]);
});
