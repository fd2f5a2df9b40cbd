import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { readJobState, type Receipt } from "@rigline/manifest";
import { expect, test } from "vitest";
import { leaveReceipts } from "../../src/receipts/leave-receipts.js";
import { planCopy } from "../../src/plan/plan-copy.js";
import { createRig, NO_QUEUE, partsFor, type Rig, runOnce, settingsFor } from "../support/rig.js";

/** Hands off a folder and a single file, whose deletion the manifest asks for. */
async function handOff(receipts: boolean, prepare: (rig: Rig) => void = () => {}): Promise<Rig> {
  const rig = createRig();
  writeFileSync(join(rig.data, "movie.avi"), "film");
  prepare(rig);
  const modalities = { behavior: [join(rig.data, "behavior")], "behavior-videos": [join(rig.data, "movie.avi")] };
  rig.hand("s", { endpoint: null, deleteSource: true, modalities, schemas: [] });
  await runOnce(partsFor(rig, { settings: settingsFor(rig, { receipts, allowLocalDestination: true }) }));
  return rig;
}

test("what is deleted leaves a receipt in its place, where that is asked for", async () => {
  const rig = await handOff(true);
  const text = readFileSync(join(rig.data, "behavior/HANDED_OFF.json"), "utf8");
  const receipt = JSON.parse(text) as Receipt;
  expect(receipt).toMatchObject({
    name: "s",
    copies: [join(rig.destination, "s")],
    files: 3,
    list: { file: expect.any(String) as string },
  });
  expect(existsSync(join(rig.data, "behavior/events.csv"))).toBe(false);
  expect(existsSync(join(rig.data, "movie.avi"))).toBe(false);
  expect(readFileSync(join(rig.data, "movie.avi.HANDED_OFF.json"), "utf8")).toBe(text);
});

test("else the folder is gone, as with aind-watchdog-service", async () => {
  const rig = await handOff(false);
  expect(existsSync(join(rig.data, "behavior"))).toBe(false);
  expect(existsSync(join(rig.data, "movie.avi.HANDED_OFF.json"))).toBe(false);
});

test("where something stays there is none", async () => {
  const rig = await handOff(true, ({ data }) => mkdirSync(join(data, "behavior/logs/late"), { recursive: true }));
  expect(existsSync(join(rig.data, "behavior/HANDED_OFF.json"))).toBe(true);
  const kept = createRig();
  const behavior = join(kept.data, "behavior");
  kept.hand("s", { endpoint: null, deleteSource: true, modalities: { behavior: [behavior] } });
  const parts = partsFor(kept, { settings: settingsFor(kept, { receipts: true, allowLocalDestination: true }) });
  // Written while the job is at its last step.
  const report = (event: { readonly event: string }): void => {
    if (event.event === "published") writeFileSync(join(behavior, "late.csv"), "late");
  };
  await runOnce({ ...parts, report });
  expect(existsSync(join(behavior, "late.csv"))).toBe(true);
  expect(existsSync(join(behavior, "HANDED_OFF.json"))).toBe(false);
});

test("one whose writer was killed is no data either, and is cleared away by the next", () => {
  const rig = createRig();
  const folder = join(rig.root, "emptied");
  mkdirSync(folder);
  writeFileSync(join(folder, ".rigline-7-1.part"), "{");
  const ports = { disk: nodeDisk, fileSystem: nodeFileSystem };
  const text = '{\n  "format": "rigline-receipt-1"\n}\n';
  expect(leaveReceipts(ports, { places: [{ path: folder, isFile: false }], text })).toBe(1);
  expect(readdirSync(folder)).toEqual(["HANDED_OFF.json"]);
});

test("a receipt is no data: another hand-off of that folder does not take it", async () => {
  const rig = await handOff(true);
  const behavior = join(rig.data, "behavior");
  writeFileSync(join(behavior, "new.csv"), "new");
  writeFileSync(join(behavior, "mine.HANDED_OFF.json"), "{}");
  const request = { name: "t", destination: rig.destination, modalities: { behavior: [behavior] }, schemas: [] };
  expect(planCopy(nodeDisk, request, NO_QUEUE).files.map(({ path }) => path)).toEqual([
    "behavior/mine.HANDED_OFF.json",
    "behavior/new.csv",
  ]);
});

test("a file of that name that can't be read is taken for data, which a hand-off must not pass over", async () => {
  const rig = await handOff(true);
  const behavior = join(rig.data, "behavior");
  const openSource = (path: string): number => {
    throw Object.assign(new Error(`EACCES: ${path}`), { code: "EACCES" });
  };
  const request = { name: "t", destination: rig.destination, modalities: { behavior: [behavior] }, schemas: [] };
  expect(planCopy({ ...nodeDisk, openSource }, request, NO_QUEUE).files.map(({ path }) => path)).toEqual([
    "behavior/HANDED_OFF.json",
  ]);
});

test("one that can't be left at first is left when it is tried again, and only then is the deletion on record", async () => {
  const rig = createRig();
  const behavior = join(rig.data, "behavior");
  rig.hand("s", { endpoint: null, deleteSource: true, modalities: { behavior: [behavior] }, schemas: [] });
  const parts = partsFor(rig, { settings: settingsFor(rig, { receipts: true }) });
  const full: typeof parts.pool = {
    ...parts.pool,
    run: (order, options) =>
      order.kind === "leaveReceipts" ? Promise.reject(new Error("no space is left")) : parts.pool.run(order, options),
  };
  const isOnRecord = (): boolean => readJobState(nodeFileSystem, rig.flag, "manifest_s.yml")?.sourceDeleted ?? false;
  await runOnce({ ...parts, pool: full });
  expect(JSON.stringify(parts.events)).toContain("no receipt can be left there yet: no space is left");
  expect(existsSync(join(behavior, "events.csv"))).toBe(false);
  expect(isOnRecord()).toBe(false);
  await runOnce(parts);
  expect(existsSync(join(behavior, "HANDED_OFF.json"))).toBe(true);
  expect(isOnRecord()).toBe(true);
});
