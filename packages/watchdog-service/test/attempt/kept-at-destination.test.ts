import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publishedInventoryPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { inventoriesOf } from "../support/read-inventory.js";
import { createRig, partsFor, runOnce } from "../support/rig.js";

test("a copy of the inventory lies beside what was published, as JSON and as sums, and nothing in it", async () => {
  const rig = createRig();
  rig.hand("session");
  await runOnce(partsFor(rig));
  const published = join(rig.destination, "session");
  for (const kind of ["json", "sha256"] as const) {
    const [own] = readdirSync(inventoriesOf(rig)).filter((name) => name.endsWith(kind));
    const kept = readFileSync(publishedInventoryPath(published, kind), "utf8");
    expect(kept).toBe(readFileSync(join(inventoriesOf(rig), own as string), "utf8"));
  }
  expect(readdirSync(published).sort()).toEqual(["behavior", "session.json"]);
  expect(readdirSync(join(rig.destination, ".rigline", "inventories")).sort()).toEqual([
    "session.json",
    "session.sha256",
  ]);
});

test.skipIf(process.platform === "win32")("who may not read what is published may not read its list", async () => {
  const rig = createRig();
  chmodSync(join(rig.data, "behavior"), 0o700);
  rig.hand("session");
  const parts = partsFor(rig);
  const { pool } = parts;
  const run: typeof pool.run = (order, options) => {
    if (order.kind === "keepInventory") chmodSync(order.target, 0o700);
    return pool.run(order, options);
  };
  await runOnce({ ...parts, pool: { ...pool, run } });
  expect(statSync(publishedInventoryPath(join(rig.destination, "session"), "json")).mode & 0o777).toBe(0o600);
});

test("one that can't be brought there is told, and holds up nothing", async () => {
  const rig = createRig();
  rig.hand("session");
  mkdirSync(rig.destination);
  // Somebody's file has the name.
  writeFileSync(join(rig.destination, ".rigline"), "");
  const parts = partsFor(rig);
  expect(await runOnce(parts)).toMatchObject({ troubled: 0 });
  const notices = parts.events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
  expect(notices).toEqual([expect.stringContaining(`can't be written beside ${join(rig.destination, "session")}`)]);
  expect(readdirSync(rig.complete)).toEqual(["manifest_session.yml"]);
});

test("where nothing is published any more, nothing is made", async () => {
  const rig = createRig();
  rig.hand("session");
  const parts = partsFor(rig);
  const { pool } = parts;
  const run: typeof pool.run = (order, options) => {
    if (order.kind === "keepInventory") rmSync(rig.destination, { recursive: true });
    return pool.run(order, options);
  };
  expect(await runOnce({ ...parts, pool: { ...pool, run } })).toMatchObject({ troubled: 0 });
  expect(existsSync(rig.destination)).toBe(false);
});
