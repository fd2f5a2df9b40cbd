import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk, type Disk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { readRoomUses, roomFolder } from "@rigline/manifest";
import { expect, test } from "vitest";
import { RoomBook } from "../../src/attempt/room-book.js";
import { createRig, partsFor, runOnce, type Rig } from "../support/rig.js";

function withRoom(freeSpace: Disk["freeSpace"]): Disk {
  return { ...nodeDisk, freeSpace };
}

function usesOf({ flag }: Rig) {
  return [...readRoomUses(nodeFileSystem, flag).values()].flat();
}

test("with each publication it is noted how much room is left there and what waits; that it ends in some days is told", async () => {
  const rig = createRig();
  for (const name of ["a", "b"]) rig.hand(name);
  const plenty = partsFor(rig, { disk: withRoom(() => 1e12) });
  await runOnce(plenty);
  expect(plenty.events.filter(({ event }) => event === "notice")).toEqual([]);
  const [first, ...later] = usesOf(rig);
  const bytes = first?.bytes ?? 0;
  expect(bytes).toBeGreaterThan(10);
  // Of two in one moment one line is enough; the other goes with the next.
  expect([first, later]).toEqual([expect.objectContaining({ jobs: 1, free: 1e12 - bytes, waiting: 1 }), []]);
  rig.hand("c");
  const scarce = partsFor(rig, { disk: withRoom(() => 4 * bytes) });
  await runOnce(scarce);
  expect(scarce.events).toContainEqual({
    event: "notice",
    job: "c",
    message: expect.stringMatching(/: at \S+ \S+ a day it is full in 3 days$/) as string,
  });
});

test("what is published in a burst is noted together, by the share or disk where it went", () => {
  const book = new RoomBook();
  const add = (root: string, now: number) => book.add(root, { bytes: 10, isFurther: false }, now);
  expect([add("/a", 0), add("/a", 5000), add("/b", 6000), add("/a", 9999)]).toEqual([
    { jobs: 1, bytes: 10 },
    undefined,
    { jobs: 1, bytes: 10 },
    undefined,
  ]);
  expect(add("/a", 10_000)).toEqual({ jobs: 3, bytes: 30 });
});

test("a test of the hand-off says nothing of how the room goes down", async () => {
  const rig = createRig();
  rig.hand("rigline-send-test-rig-1_2026-07-14T090500-0700");
  await runOnce(partsFor(rig, { disk: withRoom(() => 1e12) }));
  expect(usesOf(rig)).toEqual([]);
  rig.hand("614173_2026-07-14T090500-0700");
  await runOnce(partsFor(rig, { disk: withRoom(() => 1e12) }));
  expect(usesOf(rig)).toEqual([expect.objectContaining({ jobs: 1 })]);
});

test("where the room is not told, or can't be noted, the data arrive all the same", async () => {
  const silent = createRig();
  silent.hand("a");
  const freeSpace = (): number => {
    throw Object.assign(new Error("ENOSYS"), { code: "ENOSYS" });
  };
  expect((await runOnce(partsFor(silent, { disk: withRoom(freeSpace) }))).troubled).toBe(0);
  expect(existsSync(roomFolder(silent.flag))).toBe(false);
  const rig = createRig();
  rig.hand("a");
  await runOnce(partsFor(rig));
  const second = createRig();
  second.hand("a");
  const parts = partsFor(second);
  await runOnce({
    ...parts,
    report: (event) => {
      if (event.event === "accepted") writeFileSync(join(second.flag, ".rigline", "room"), "");
      parts.report(event);
    },
  });
  expect(parts.events).toContainEqual(
    expect.objectContaining({ event: "notice", message: expect.stringContaining("can't be noted") as string }),
  );
  expect(existsSync(join(second.complete, "manifest_a.yml"))).toBe(true);
});

test("what of it are further copies is noted, and for each what waits of its kind", async () => {
  const rig = createRig();
  const also = { notes: { rigline_also_to: [{ destination: join(rig.root, "second") }] } };
  for (const name of ["a", "b"]) rig.hand(name, also);
  await runOnce(partsFor(rig));
  const uses = usesOf(rig);
  const [bytes = 0] = uses.map((use) => use.bytes);
  // All lie on one disk here, and were published in a burst: the first stands in the journal.
  expect(uses).toMatchObject([{ jobs: 1, waiting: 1 }]);
  const book = new RoomBook();
  const add = (isFurther: boolean, now: number) => book.add("/a", { bytes, isFurther }, now);
  expect([add(true, 0), add(false, 1), add(true, 20_000)]).toEqual([
    { jobs: 1, bytes, furtherBytes: bytes },
    undefined,
    { jobs: 2, bytes: 2 * bytes, furtherBytes: bytes },
  ]);
});
