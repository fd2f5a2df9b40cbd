import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { readJournal } from "@rigline/foundation/journal";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { InventorySchema, jobJournalPath, type ReadBack } from "@rigline/manifest";
import { expect, test } from "vitest";
import { renderEvent } from "../../src/cli/render-event.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { fakeShare } from "../support/fake-share.js";
import { inventoriesOf } from "../support/read-inventory.js";
import { createRig, partsFor, PUBLISHED, runOnce, settingsFor } from "../support/rig.js";

interface Case {
  readonly on: "a share" | "a disk";
  readonly verify: ReadBack | undefined;
  readonly refused?: boolean;
}

/** Hands one session off. `asked`: which copies were asked of the device. */
async function handOff({ on, verify, refused = false }: Case) {
  const rig = createRig();
  const folder = join(rig.root, "mounted");
  const base = on === "a share" ? fakeShare(folder).disk : nodeDisk;
  mkdirSync(folder, { recursive: true });
  const asked: string[] = [];
  const disk: Disk = {
    ...base,
    openPastCache: (path) => {
      asked.push(path);
      return refused ? undefined : base.openSource(path);
    },
  };
  const settings = settingsFor(rig, { verify });
  const parts = partsFor(rig, { disk, settings });
  const destination = join(folder, "614173");
  const again = (deleteSource = false): Promise<unknown> => {
    rig.hand("session", { destination, deleteSource });
    return runOnce(parts);
  };
  await again();
  return { rig, parts, asked, again };
}

const FILES = Object.keys(PUBLISHED).filter((path) => !path.endsWith("/")).length;

test.each<[Case, ReadBack, number]>([
  [{ on: "a share", verify: undefined }, "device", 0],
  [{ on: "a share", verify: "cache" }, "cache", 0],
  [{ on: "a share", verify: undefined, refused: true }, "cache", 1],
  [{ on: "a disk", verify: undefined }, "cache", 0],
  [{ on: "a disk", verify: "device" }, "device", 0],
  [{ on: "a disk", verify: "device", refused: true }, "cache", 1],
])("%j: read back from the %s, and said wherever it is told, with %i notices", async (given, from, notices) => {
  const { rig, parts, asked } = await handOff(given);
  const published = parts.events.find((event) => event.event === "published");
  expect(published).toMatchObject({ readBack: from });
  const where = { device: "past this machine's cache", cache: "through this machine's cache" }[from];
  expect(published && renderEvent(published).text).toContain(`every byte read back ${where} and compared`);
  expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)).toMatchObject([{ step: "complete", readBack: from }]);
  const { records } = readJournal(jobJournalPath(rig.flag, "manifest_session.yml"));
  expect(records).toContainEqual(expect.objectContaining({ type: "verified", readBack: from }));
  expect(records).toContainEqual(expect.objectContaining({ type: "published", readBack: from }));
  const list = readdirSync(inventoriesOf(rig)).find((name) => name.endsWith(".json")) ?? "";
  const inventory = InventorySchema.parse(JSON.parse(readFileSync(join(inventoriesOf(rig), list), "utf8")));
  expect(inventory.readBack).toBe(from);
  expect(parts.events.filter((event) => event.event === "notice" && event.message.includes("cache"))).toHaveLength(
    notices,
  );
  expect(asked.length > 0).toBe(from === "device" || given.refused === true);
  if (from === "device") expect(asked).toHaveLength(FILES);
});

test("what is found in place, and a copy before its source is deleted, are read from there too", async () => {
  const { parts, asked, again } = await handOff({ on: "a share", verify: undefined });
  asked.length = 0;
  parts.events.length = 0;
  await again(true);
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "published", readBack: "device" }));
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "sourceDeleted", files: FILES - 1 }));
  expect(asked).toHaveLength(FILES + FILES - 1);
});
