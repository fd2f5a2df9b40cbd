import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { createCrash, type Crash } from "../support/crash-points.mjs";
import { readInventory } from "../support/read-inventory.js";
import { runOnce } from "../support/rig.js";
import { seededRandom } from "../support/seeded-random.js";
import { readTree } from "../support/temporary-folder.js";
import { twoRigs, WHOLE } from "../support/two-rigs.js";

const SEEDS = Number(process.env["RIGLINE_CRASH_SEEDS"] ?? 1);
/** Of all the points that crash-sweep.test.ts dies at those at which it matters that there are two. */
const SHARED = /link|publish|post|record (?:announced|awaiting|gathered|submitted)/;
const isLookedAt = (point: string): boolean => "RIGLINE_CRASH_SEEDS" in process.env || SHARED.test(point);

type Rigs = ReturnType<typeof twoRigs>;
type Role = "first" | "second";

/** One of the two with everything it does passing the points at which it may end. */
function dying({ service, ...rigs }: Rigs, role: Role, crash: Crash) {
  const disk = crash.disk(nodeDisk);
  const fileSystem = crash.fileSystem(nodeFileSystem);
  return rigs[role].parts({
    disk,
    fileSystem,
    pool: createInlinePool(disk, { fileSystem }),
    http: crash.http(service),
    openJournal: crash.openJournal(jobJournals(nodeFileSystem, systemClock, rigs[role].host)),
  });
}

/** Both have their manifest, and the other one is as far as it comes alone. */
async function begin(role: Role): Promise<Rigs> {
  const rigs = twoRigs();
  for (const rig of [rigs.first, rigs.second]) rig.give({ deleteSource: true });
  await runOnce(role === "first" ? rigs.second.parts() : rigs.first.parts());
  return rigs;
}

test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
  "whatever step one of two computers ends at, each part is whole or not there, and the session is submitted once (seed %i)",
  async (seed) => {
    const random = seededRandom(seed * 104_729);
    for (const role of ["first", "second"] as const) {
      const counting = createCrash({ die: () => {} });
      await runOnce(dying(await begin(role), role, counting));
      expect(counting.hits.size).toBeGreaterThanOrEqual(role === "first" ? 28 : 20);
      for (const [point, count] of counting.hits) {
        if (!isLookedAt(point)) continue;
        const occurrence = 1 + Math.floor(random() * count);
        const at = `seed ${seed}, ${role}, ${point}, occurrence ${occurrence} of ${count}`;
        const rigs = await begin(role);
        const { destination, service, first, second } = rigs;
        const target = join(destination, "session");
        const crash = createCrash({ point, occurrence, die: () => {} });
        await runOnce(dying(rigs, role, crash));
        expect(crash.dead, at).toBe(true);
        const there = existsSync(target) ? readdirSync(target) : [];
        const ofThose = Object.entries(WHOLE).filter(([path]) => there.includes(path.split("/")[0] ?? ""));
        expect(there.length === 0 ? {} : readTree(target), `${at}: published in part`).toEqual(
          Object.fromEntries(ofThose),
        );
        for (const rig of [rigs[role], first, second]) {
          const parts = rig.parts();
          expect((await runOnce(parts)).troubled, at).toBe(0);
        }
        expect([first.job()?.step, second.job()?.step], at).toEqual(["complete", "complete"]);
        expect(readTree(target), at).toEqual(WHOLE);
        expect(readdirSync(destination).sort(), at).toEqual([".rigline", "session"]);
        expect(readdirSync(join(destination, ".rigline/parts/session")).sort(), at).toEqual([
          "part-behavior.json",
          "part-ecephys.json",
          "parts.json",
          "submission.json",
        ]);
        const isDoubtful = ["after post", "before record submitted"].includes(point);
        expect(service.posts.length, `${at}: posts`).toBe(isDoubtful ? 2 : 1);
        expect(new Set(service.posts.map(({ key, body }) => `${key} ${body}`)).size, `${at}: posts`).toBe(1);
        for (const rig of [first, second]) {
          expect(Object.keys(readInventory(rig)).length, at).toBe(3);
          expect(existsSync(join(rig.root, "own")), `${at}: source`).toBe(false);
        }
      }
    }
  },
);

test("two computers that come to their end at the same moment submit once", async () => {
  const { destination, service, first, second } = twoRigs();
  for (const rig of [first, second]) rig.give();
  for (let round = 0; round < 3; round += 1) await Promise.all([runOnce(first.parts()), runOnce(second.parts())]);
  expect([first.job()?.step, second.job()?.step, service.posts.length]).toEqual(["complete", "complete", 1]);
  expect(readTree(join(destination, "session"))).toEqual(WHOLE);
});
