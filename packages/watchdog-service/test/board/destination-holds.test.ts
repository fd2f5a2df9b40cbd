import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { type FileSystem, nodeFileSystem } from "@rigline/foundation/platform";
import { readFollowProgress } from "@rigline/manifest/follow";
import { readDestinationHolds } from "@rigline/manifest/holds";
import { expect, test, vi } from "vitest";
import type { WorkPool } from "../../src/work/work-pool.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { runDaemon } from "../../src/daemon/run-daemon.js";
import { createFollowedRig } from "../support/followed-rig.js";
import { createRig, partsFor, runOnce, settingsFor } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";

const MINUTE = 60_000;

function heldRig(text: string | undefined, at = ".", name = ".rigline-hold") {
  const rig = createRig();
  mkdirSync(rig.destination, { recursive: true });
  const file = join(rig.destination, at, name);
  if (text !== undefined) writeFileSync(file, text);
  const rates: (number | undefined)[] = [];
  const throttle = (rate: number | undefined): void => void (rates.at(-1) === rate || rates.push(rate));
  const holds = (now = new Date()) => readDestinationHolds(nodeFileSystem, rig.flag, now);
  return {
    rig,
    file,
    rates,
    changes: { hearsHolds: true, throttle, settings: settingsFor(rig, { rescanMs: 5000 }) },
    holds,
  };
}

/** A pool whose copies wait until they are let go, or broken off. */
function waitingPool(pool: WorkPool) {
  let isLetGo = false;
  const begun: string[] = [];
  const run: WorkPool["run"] = (order, options) => {
    if (order.kind !== "copy" || isLetGo) return pool.run(order, options);
    begun.push(order.kind);
    return new Promise((_resolve, reject) => {
      options.signal.addEventListener("abort", () => reject(new Error("broken off")), { once: true });
    });
  };
  return { pool: { ...pool, run }, begun, letGo: () => (isLetGo = true) };
}

test.each<[what: string, text: string, at: string, name?: string]>([
  ["a pause in the destination", "why: new disks\nwho: ada", "."],
  ["an empty file above the destination", "", ".."],
  ["a damaged file", "mode: [", "."],
  ["a drain, of what has not begun,", "mode: drain", "."],
  ["what an editor of Windows makes of it", "\uFEFFmode: pause\r\n", ".", ".rigline-hold.txt"],
])(
  "%s begins nothing, is told once and on record; gone, all goes on within a minute",
  async (_what, text, at, name) => {
    const { rig, file, changes, holds } = heldRig(text, at, name);
    const daemon = runDaemonByHand(rig, changes);
    rig.hand("one");
    await daemon.pass(2 * MINUTE);
    rig.hand("two");
    await daemon.pass(2 * MINUTE);
    expect([daemon.count("published"), daemon.count("destinationHeld")]).toEqual([0, 1]);
    expect(holds(daemon.clock.now())).toMatchObject([{ file, mode: text.includes("drain") ? "drain" : "pause" }]);
    rmSync(file);
    await daemon.pass(MINUTE);
    expect([daemon.count("archived"), daemon.count("destinationReleased"), holds()]).toEqual([2, 1, []]);
  },
);

test("with --once a hold that was known before is asked about first: gone since, all is handed off; there still, it is left", async () => {
  const { rig, file, changes, holds } = heldRig("mode: pause");
  rig.hand("one");
  expect((await runOnce(partsFor(rig, changes))).troubled).toBe(1);
  expect([holds().length, readdirSync(rig.destination)]).toEqual([1, [".rigline-hold"]]);
  expect((await runOnce(partsFor(rig, changes))).troubled).toBe(1);
  rmSync(file);
  expect((await runOnce(partsFor(rig, changes))).troubled).toBe(0);
  expect(readdirSync(rig.destination)).toContain("one");
});

test("where there is no such file nobody asks for the time zone, whose tables would stay in memory", async () => {
  const { rig, changes } = heldRig(undefined);
  const daemon = runDaemonByHand(rig, changes);
  const zone = vi.spyOn(daemon.clock, "zone");
  rig.hand("one");
  await daemon.pass(2 * MINUTE);
  expect([daemon.count("archived"), zone.mock.calls.length]).toEqual([1, 0]);
});

test("what is under way stops at a pause and goes on behind it, and comes to its end under a drain", async () => {
  const { rig, file, changes } = heldRig(undefined);
  const { pool, begun, letGo } = waitingPool(createInlinePool(nodeDisk));
  const daemon = runDaemonByHand(rig, { ...changes, pool });
  rig.hand("one");
  await daemon.pass(5000);
  expect(begun).toEqual(["copy"]);
  writeFileSync(file, "mode: pause");
  await daemon.pass(MINUTE);
  letGo();
  await daemon.pass(MINUTE);
  expect([daemon.count("published"), daemon.count("destinationHeld")]).toEqual([0, 1]);
  // One that has begun is no new one.
  writeFileSync(file, "mode: drain");
  rig.hand("two");
  await daemon.pass(MINUTE);
  expect([daemon.count("archived"), daemon.count("failed"), daemon.count("destinationHeld")]).toEqual([1, 0, 2]);
  expect(readdirSync(rig.destination)).toContain("one");
  expect(readdirSync(rig.destination)).not.toContain("two");
});

test("a throttle slows all copies until its time is over", async () => {
  const { rig, file, rates, changes, holds } = heldRig(undefined);
  const daemon = runDaemonByHand(rig, changes);
  const until = new Date(daemon.clock.now().getTime() + 5 * MINUTE).toISOString();
  writeFileSync(file, `mode: throttle\nrate: 2\nuntil: ${until}`);
  rig.hand("one");
  await daemon.pass(MINUTE);
  expect([daemon.count("archived"), rates]).toEqual([1, [2e6]]);
  await daemon.pass(6 * MINUTE);
  expect([rates, holds(daemon.clock.now()), daemon.count("destinationReleased")]).toEqual([[2e6, undefined], [], 1]);
});

test("once, what is held is left, as trouble, and the next daemon knows it before it looks", async () => {
  const { rig, changes, holds } = heldRig("who: ada");
  rig.hand("one");
  const parts = partsFor(rig, changes);
  const end = await runDaemon(parts, { once: true, idleMs: undefined, signal: new AbortController().signal });
  expect(end).toMatchObject({ reason: "once", troubled: 1 });
  expect(holds()).toMatchObject([{ who: "ada" }]);
  const daemon = runDaemonByHand(rig, changes);
  await daemon.pass(MINUTE);
  expect([daemon.count("published"), daemon.count("destinationHeld")]).toEqual([0, 0]);
});

test("of a destination that is away, what its owner said holds on", async () => {
  const { rig, changes, file } = heldRig("");
  const away = join(rig.root, "away");
  const daemon = runDaemonByHand(rig, changes);
  rig.hand("one", { destination: join(rig.destination, "614173") });
  await daemon.pass(MINUTE);
  renameSync(rig.destination, away);
  await daemon.pass(2 * MINUTE);
  expect([daemon.count("destinationHeld"), daemon.count("destinationReleased")]).toEqual([1, 0]);
  renameSync(away, rig.destination);
  rmSync(file);
  await daemon.pass(MINUTE);
  expect([daemon.count("destinationReleased"), daemon.count("archived")]).toEqual([1, 1]);
});

test("a file that can't be read pauses, and what can't be noted holds all the same", async () => {
  const { rig, changes } = heldRig("mode: throttle\nrate: 1");
  const refuse = (): never => {
    throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  };
  const openSource: Disk["openSource"] = (path) =>
    path.endsWith(".rigline-hold") ? refuse() : nodeDisk.openSource(path);
  const { openJournal } = partsFor(rig);
  const list: FileSystem["list"] = (path) => (path.endsWith("holds") ? refuse() : nodeFileSystem.list(path));
  const daemon = runDaemonByHand(rig, {
    ...changes,
    disk: { ...nodeDisk, openSource },
    fileSystem: { ...nodeFileSystem, list },
    openJournal: (path) => (path.includes(join(".rigline", "holds")) ? refuse() : openJournal(path)),
  });
  rig.hand("one");
  await daemon.pass(MINUTE);
  expect([daemon.count("published"), daemon.count("notice")]).toEqual([0, 1]);
  expect(daemon.parts.events).toContainEqual(
    expect.objectContaining({
      event: "destinationHeld",
      mode: "pause",
      damage: expect.stringContaining("EACCES") as string,
    }),
  );
});

test("a daemon that hears no owners begins at once", async () => {
  const { rig } = heldRig("");
  const daemon = runDaemonByHand(rig);
  rig.hand("one");
  await daemon.pass(1000);
  expect([daemon.count("archived"), daemon.count("destinationHeld")]).toEqual([1, 0]);
});

test("a session that is copied while it runs waits for the owner too, what is under way stops, and its progress says why", async () => {
  const rig = createFollowedRig();
  const file = join(rig.destination, ".rigline-hold");
  rig.ask();
  const broken: string[] = [];
  const { follower, parts } = rig.create({ hearsHolds: true, onBroken: (kind) => broken.push(kind) });
  const progress = () => readFollowProgress(nodeFileSystem, rig.flag, rig.data);
  mkdirSync(rig.destination, { recursive: true });
  writeFileSync(file, "why: new disks");
  const abort = new AbortController();
  await follower.during({ once: false }, async () => {
    const daemon = runDaemon(parts, { once: false, idleMs: undefined, signal: abort.signal });
    await rig.clock.advance(MINUTE);
    expect([rig.growing(), progress()?.held]).toEqual([{}, expect.stringContaining("new disks")]);
    rmSync(file);
    rig.hang(true);
    await rig.clock.advance(MINUTE);
    writeFileSync(file, "");
    await rig.clock.advance(MINUTE);
    expect([broken, rig.growing()]).toEqual([["copy"], {}]);
    writeFileSync(file, "mode: drain");
    rig.hang(false);
    await rig.clock.advance(MINUTE);
    // Nothing of it was copied yet, so that it has not begun.
    expect(rig.growing()).toEqual({});
    rmSync(file);
    await rig.clock.advance(MINUTE);
    expect(Object.keys(rig.growing()).length).toBeGreaterThan(0);
    expect(progress()?.held).toBeNull();
    abort.abort();
    await daemon;
  });
  expect(parts.events.filter(({ event }) => event === "notice")).toEqual([]);
});
