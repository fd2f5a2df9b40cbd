import { existsSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { partsFor, PUBLISHED, runOnce } from "../support/rig.js";
import { readTree, writeTree } from "../support/temporary-folder.js";
import { SECOND, twoDestinations } from "../support/two-destinations.js";
import { twoRigs, WHOLE } from "../support/two-rigs.js";

test("several computers bring their parts of one session to a second destination too, and it is submitted once", async () => {
  const { destination, service, first, second } = twoRigs();
  const other = join(destination, "..", "other");
  const choices = { deleteSource: true, notes: { rigline_also_to: [{ destination: other }] } };
  first.give(choices);
  second.give(choices);
  for (const rig of [first, second, first, second]) await runOnce(rig.parts());
  for (const folder of [destination, other]) expect(readTree(join(folder, "session"))).toEqual(WHOLE);
  expect(service.posts).toHaveLength(1);
  for (const rig of [first, second]) {
    const steps = listJobs(nodeDisk, nodeFileSystem, rig.flag).map(({ name, step }) => [name, step]);
    expect(steps).toEqual([
      ["session", "complete"],
      [SECOND, "complete"],
    ]);
    expect(existsSync(join(rig.root, "own", "data.bin"))).toBe(false);
  }
});

test("what waits for its hour waits for it at each destination, and what goes first does not", async () => {
  const rig = twoDestinations();
  writeTree(rig.data, { "videos/left.avi": "frames" });
  rig.give({
    modalities: { behavior: [join(rig.data, "behavior")], "behavior-videos": [join(rig.data, "videos")] },
    notes: {
      rigline_also_to: [{ destination: rig.second }],
      rigline_later: { files: ["behavior-videos"], at: "20:00", publish_first: true },
    },
  });
  let now = new Date("2026-07-14T15:00:00Z");
  const clock = { ...systemClock, now: () => now, zone: () => "UTC" };
  await runOnce(partsFor(rig, { clock, http: rig.service }));
  for (const folder of [rig.destination, rig.second]) {
    expect(existsSync(join(folder, "session", "behavior", "events.csv"))).toBe(true);
    expect(existsSync(join(folder, "session", "behavior-videos"))).toBe(false);
  }
  now = new Date("2026-07-14T20:00:01Z");
  await runOnce(partsFor(rig, { clock, http: rig.service }));
  for (const folder of [rig.destination, rig.second])
    expect(readTree(join(folder, "session"))).toEqual({ ...PUBLISHED, "behavior-videos/left.avi": "frames" });
  expect([rig.job()?.step, rig.job(SECOND)?.step, rig.service.posts.length]).toEqual(["complete", "complete", 1]);
});
