import { basename, join } from "node:path";
import { nodeDisk, type Disk, type DiskEntry } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { createFollowedRig, SESSION } from "../support/followed-rig.js";
import { PUBLISHED } from "../support/rig.js";
import { readTree, writeTree } from "../support/temporary-folder.js";

const ENDED = 1000n;

/** A disk on which files were made at these times; undefined: it does not say. */
function diskBorn(born: Readonly<Record<string, bigint | undefined>>): Disk {
  const dated = (path: string, entry: DiskEntry): DiskEntry => {
    const name = basename(path);
    return { ...entry, bornNs: name in born ? born[name] : 1n };
  };
  return { ...nodeDisk, inspect: (path) => dated(path, nodeDisk.inspect(path)) };
}

test("what was made after a session's end is named, stays at the rig, and holds nothing up", async () => {
  const rig = createFollowedRig({ disk: diskBorn({ "late.csv": ENDED + 1n, late: ENDED + 1n, "last.csv": ENDED }) });
  writeTree(rig.root, {
    "data/behavior/late.csv": "late",
    "data/behavior/late/late.csv": "x",
    "data/behavior/last.csv": "last",
  });
  rig.ask({ endedNs: ENDED.toString() });
  rig.hand(SESSION);

  const { events } = await rig.handOff();

  expect(readTree(join(rig.destination, SESSION))).toEqual({ ...PUBLISHED, "behavior/last.csv": "last" });
  expect(readTree(join(rig.data, "behavior"))).toHaveProperty(["late.csv"], "late");
  expect(events).toContainEqual({
    event: "notice",
    job: SESSION,
    message: "made after the session's end, and not handed off with it: behavior/late.csv; behavior/late/late.csv",
  });
});

test("where nobody says when a file was made, or when the session ended, it is handed off", async () => {
  const rig = createFollowedRig({ disk: diskBorn({ "late.csv": undefined }) });
  writeTree(rig.root, { "data/behavior/late.csv": "late" });
  rig.ask({ endedNs: ENDED.toString() });
  rig.hand(SESSION);
  await rig.handOff();
  expect(readTree(join(rig.destination, SESSION))).toHaveProperty(["behavior/late.csv"], "late");

  const other = createFollowedRig({ disk: diskBorn({ "late.csv": ENDED + 1n }) });
  writeTree(other.root, { "data/behavior/late.csv": "late" });
  other.ask();
  other.hand(SESSION);
  await other.handOff();
  expect(readTree(join(other.destination, SESSION))).toHaveProperty(["behavior/late.csv"], "late");
});

test("a file of the session that somebody replaces after its end is handed off as it is then", async () => {
  const born: Record<string, bigint | undefined> = {};
  const rig = createFollowedRig({ disk: diskBorn(born) });
  rig.ask();
  const { follower, parts } = rig.create();
  await follower.during({ once: false }, async () => {
    await rig.clock.advance(20_000);
    rig.ask({ endedNs: ENDED.toString() });
    Object.assign(born, { "events.csv": ENDED + 1n, "late.csv": ENDED + 1n });
    writeTree(rig.root, { "data/behavior/events.csv": "corrected", "data/behavior/late.csv": "late" });
    await rig.clock.advance(120_000);
    expect(Object.keys(rig.growing())).not.toContain("behavior/late.csv");
    rig.hand(SESSION);
    await rig.handOff(parts);
  });
  expect(readTree(join(rig.destination, SESSION))).toEqual({ ...PUBLISHED, "behavior/events.csv": "corrected" });
});
