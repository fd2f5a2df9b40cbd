import { existsSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { createCrash, type Crash } from "../support/crash-points.mjs";
import { partsFor, PUBLISHED, runOnce } from "../support/rig.js";
import { listDestination, readTree } from "../support/temporary-folder.js";
import { twoDestinations, type TwoDestinations } from "../support/two-destinations.js";

/** Where a manifest is derived, a session waits for its copy, and its source is deleted. */
const POINTS = /record (accepted|further|sourceDeleted|archived)$|before archive$|before remove file$/;

function partsWith(rig: TwoDestinations, crash: Crash) {
  const disk = crash.disk(nodeDisk);
  const fileSystem = crash.fileSystem(nodeFileSystem);
  return partsFor(rig, {
    disk,
    fileSystem,
    pool: createInlinePool(disk, { fileSystem }),
    http: crash.http(rig.service),
    openJournal: crash.openJournal(jobJournals(nodeFileSystem, systemClock, hostname())),
  });
}

test("whatever step of a further copy the daemon ends at, the next one brings the session to both, and deletes nothing before", async () => {
  const counting = createCrash({ die: () => {} });
  const counted = twoDestinations();
  counted.give({ deleteSource: true });
  await runOnce(partsWith(counted, counting));
  const deaths = [...counting.hits].flatMap(([point, count]) =>
    POINTS.test(point) ? Array.from({ length: count }, (_, index) => ({ point, occurrence: index + 1 })) : [],
  );
  expect(deaths.filter(({ point }) => point.endsWith("record further"))).toHaveLength(2);
  for (const { point, occurrence } of deaths) {
    const at = `${point}, occurrence ${occurrence}`;
    const rig = twoDestinations();
    rig.give({ deleteSource: true });
    const crash = createCrash({ point, occurrence, die: () => {} });
    await runOnce(partsWith(rig, crash));
    expect(crash.dead, at).toBe(true);
    const second = join(rig.second, "session");
    if (!existsSync(second))
      expect(existsSync(join(rig.data, "behavior", "events.csv")), `${at}: deleted too early`).toBe(true);
    const { end, events } = await rig.run();
    expect([end.troubled, events.filter(({ event }) => event === "parked")], at).toEqual([0, []]);
    for (const folder of [rig.destination, rig.second]) {
      expect(readTree(join(folder, "session")), at).toEqual(PUBLISHED);
      expect(listDestination(folder), `${at}: leftovers`).toEqual(["session"]);
    }
    expect(readdirSync(rig.complete).sort(), at).toEqual(["manifest_session.also-2.yml", "manifest_session.yml"]);
    expect(new Set(rig.service.posts.map(({ key }) => key)).size, `${at}: keys`).toBe(1);
    expect(existsSync(join(rig.data, "behavior", "events.csv")), `${at}: source`).toBe(false);
  }
});
