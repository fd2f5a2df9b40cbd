import { existsSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { createCrash, type Crash } from "../support/crash-points.mjs";
import { acceptingService, createRig, partsFor, runOnce, type Rig } from "../support/rig.js";
import { readInventory } from "../support/read-inventory.js";
import { seededBytes, seededRandom } from "../support/seeded-random.js";
import { listDestination, quickFolder, readTree, writeTree } from "../support/temporary-folder.js";

const SEEDS = Number(process.env["RIGLINE_CRASH_SEEDS"] ?? 2);

/** A rig with a tree that the seed shapes, and its one manifest. */
function seededRig(root: string, seed: number): { readonly rig: Rig; readonly published: Record<string, string> } {
  const random = seededRandom(seed);
  const files: Record<string, Uint8Array> = {};
  const count = 1 + Math.floor(random() * 5);
  for (let index = 0; index < count; index += 1) {
    const folder = ["", "a/", "a/b/", "c/"][Math.floor(random() * 4)] ?? "";
    files[`${folder}f${index}`] = seededBytes(seed * 100 + index, Math.floor(random() * 5000));
  }
  writeTree(root, Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`seeded/${path}`, bytes])));
  const rig = createRig(root);
  rig.hand("session", {
    endpoint: "http://service/submit",
    deleteSource: seed % 2 === 0,
    modalities: { behavior: [join(root, "seeded")] },
  });
  const behavior = Object.entries(readTree(join(root, "seeded"))).map(([path, text]) => [`behavior/${path}`, text]);
  return {
    rig,
    published: { ...Object.fromEntries(behavior), "session.json": readTree(rig.data)["session.json"] ?? "" },
  };
}

function partsWith(rig: Rig, crash: Crash, http: ReturnType<typeof acceptingService>) {
  const disk = crash.disk(nodeDisk);
  const fileSystem = crash.fileSystem(nodeFileSystem);
  return partsFor(rig, {
    disk,
    pool: createInlinePool(disk, { fileSystem }),
    fileSystem,
    http: crash.http(http),
    openJournal: crash.openJournal(jobJournals(nodeFileSystem, systemClock, hostname())),
  });
}

async function countHits(seed: number): Promise<ReadonlyMap<string, number>> {
  const { rig } = seededRig(quickFolder(), seed);
  const crash = createCrash({ die: () => {} });
  await runOnce(partsWith(rig, crash, acceptingService()));
  return crash.hits;
}

test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
  "whatever step the daemon ends at, the next one completes the job (seed %i)",
  async (seed) => {
    const random = seededRandom(seed * 7919);
    const hits = await countHits(seed);
    const names = [...hits.keys()];
    expect(names.length).toBeGreaterThanOrEqual(24);
    for (const [point, count] of hits) {
      const occurrence = 1 + Math.floor(random() * count);
      const at = `seed ${seed}, ${point}, occurrence ${occurrence} of ${count}`;
      const { rig, published } = seededRig(quickFolder(), seed);
      const service = acceptingService();
      const crash = createCrash({ point, occurrence, die: () => {} });
      await runOnce(partsWith(rig, crash, service));
      expect(crash.dead, at).toBe(true);
      const target = join(rig.destination, "session");
      if (existsSync(target)) expect(readTree(target), `${at}: published in part`).toEqual(published);

      const parts = partsFor(rig, { http: service });
      const end = await runOnce(parts);
      expect([end.troubled, parts.events.filter(({ event }) => event === "parked")], at).toEqual([0, []]);
      expect(readTree(target), at).toEqual(published);
      expect(listDestination(rig.destination), `${at}: leftovers`).toEqual(["session"]);
      expect(readdirSync(rig.complete), at).toEqual(["manifest_session.yml"]);
      expect(Object.keys(readInventory(rig)).sort(), `${at}: inventory`).toEqual(Object.keys(published).sort());
      expect(new Set(service.posts.map((post) => post.key)).size, `${at}: keys`).toBe(1);
      expect(existsSync(join(rig.root, "seeded")), `${at}: source`).toBe(seed % 2 !== 0);
    }
  },
);
