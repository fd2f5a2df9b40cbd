import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import type { DaemonSettings } from "../../src/config/daemon-settings.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { createRig, settingsFor, type Rig } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";

/** The names of the jobs in the order in which they are begun, one at a time. */
async function begun(rig: Rig, order: DaemonSettings["order"], pool?: WorkPool): Promise<string[]> {
  const settings = settingsFor(rig, { jobs: 1, order });
  const daemon = runDaemonByHand(rig, { settings, ...(pool === undefined ? {} : { pool }) });
  await daemon.pass(400);
  return daemon.parts.events.flatMap((event) => (event.event === "planned" ? [event.job] : []));
}

function handOfSize(rig: Rig, name: string, bytes: number): void {
  const folder = join(rig.root, "data", name);
  mkdirSync(folder);
  writeFileSync(join(folder, "f.bin"), Buffer.alloc(bytes));
  rig.hand(name, { modalities: { behavior: [folder] } });
}

test("the manifest that came first is begun first, whatever it is called", async () => {
  const rig = createRig();
  for (const name of ["c", "a", "b"]) {
    // A file's time of change is the system's, which may not move between two of them.
    const path = rig.hand(name);
    const { changedNs } = nodeDisk.inspect(path);
    while (nodeDisk.inspect(path).changedNs - changedNs < 5_000_000n) utimesSync(path, new Date(), new Date());
  }
  expect(await begun(rig, "oldest")).toEqual(["c", "a", "b"]);
});

test("with `order: smallest` the one with the least data is", async () => {
  const rig = createRig();
  for (const [name, bytes] of [
    ["a", 3000],
    ["b", 10],
    ["c", 200],
  ] as const)
    handOfSize(rig, name, bytes);
  expect(await begun(rig, "smallest")).toEqual(["b", "c", "a"]);
});

test("what can't be measured is begun last", async () => {
  const rig = createRig();
  handOfSize(rig, "a", 1);
  handOfSize(rig, "b", 5000);
  const inner = createInlinePool(nodeDisk);
  const pool: WorkPool = {
    ...inner,
    run: (order, options) =>
      order.kind === "measure" && JSON.stringify(order).includes("data/a")
        ? Promise.reject(new Error("the disk is away"))
        : inner.run(order, options),
  };
  expect(await begun(rig, "smallest", pool)).toEqual(["b", "a"]);
});

test("a manifest's priority comes before either", async () => {
  const rig = createRig();
  rig.hand("a");
  rig.hand("b", { priority: 10 });
  rig.hand("c", { priority: -1 });
  expect(await begun(rig, "oldest")).toEqual(["b", "a", "c"]);
  const other = createRig();
  handOfSize(other, "a", 1);
  other.hand("b", { priority: 1 });
  expect(await begun(other, "smallest")).toEqual(["b", "a"]);
});
