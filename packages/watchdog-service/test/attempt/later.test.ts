import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import type { JobDeed } from "@rigline/manifest";
import { expect, test } from "vitest";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import type { DaemonParts } from "../../src/jobs/daemon-parts.js";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { createCrash } from "../support/crash-points.mjs";
import { acceptingService, createRig, partsFor, PUBLISHED, runOnce } from "../support/rig.js";
import { readTree, writeTree } from "../support/temporary-folder.js";

const VIDEO = { "behavior-videos/left.avi": "frames" };

/** A session with a video that waits for eight in the evening, and a clock that can be put forward. It is three in the afternoon. */
function withVideo(later: object = {}) {
  const rig = createRig();
  writeTree(rig.data, { "videos/left.avi": VIDEO["behavior-videos/left.avi"] });
  rig.hand("session", {
    endpoint: "http://service/submit",
    modalities: { behavior: [join(rig.data, "behavior")], "behavior-videos": [join(rig.data, "videos")] },
    notes: { rigline_later: { files: ["behavior-videos"], at: "20:00", ...later } },
  });
  let now = new Date("2026-07-14T15:00:00Z");
  const clock = { ...systemClock, now: () => now, zone: () => "UTC" };
  const service = acceptingService();
  return {
    rig,
    service,
    target: join(rig.destination, "session"),
    at: (time: string) => (now = new Date(time)),
    run: async (changes: Partial<DaemonParts> = {}) => {
      const parts = partsFor(rig, { clock, http: service, ...changes });
      const end = await runOnce(parts);
      return { ...end, events: parts.events };
    },
    ask: (deed: JobDeed) => askOfJob(partsFor(rig, { clock }), "session", deed, "ada@rig"),
    job: () => listJobs(nodeDisk, nodeFileSystem, rig.flag)[0],
  };
}

test("what is small goes first, the rest at its hour; all of it is published and submitted once, at the end", async () => {
  const { rig, service, target, at, run, job } = withVideo();
  const first = await run();
  expect(first).toMatchObject({ troubled: 0 });
  expect(first.events).toContainEqual({ event: "scheduled", job: "session", until: "2026-07-14T20:00:00.000Z" });
  expect(first.events.filter(({ event }) => event === "notice")).toEqual([]);
  expect(job()).toMatchObject({ step: "scheduled", scheduledUntil: "2026-07-14T20:00:00.000Z", verifiedFiles: 3 });
  expect(existsSync(target)).toBe(false);
  const [staging = ""] = readdirSync(rig.destination);
  expect(Object.keys(readTree(join(rig.destination, staging)))).toContain("behavior/events.csv");
  await run();
  expect([service.posts.length, existsSync(target)]).toEqual([0, false]);

  at("2026-07-14T20:00:01Z");
  expect(await run()).toMatchObject({ troubled: 0 });
  expect(readTree(target)).toEqual({ ...PUBLISHED, ...VIDEO });
  expect([job()?.step, service.posts.length]).toEqual(["complete", 1]);
});

test("what goes first is published at once where that is asked for, and submitted with the rest", async () => {
  const { service, target, at, run, job } = withVideo({ publish_first: true });
  await run();
  expect(readTree(target)).toEqual(PUBLISHED);
  expect([job()?.step, service.posts.length]).toEqual(["scheduled", 0]);
  at("2026-07-14T21:00:00Z");
  await run();
  expect(readTree(target)).toEqual({ ...PUBLISHED, ...VIDEO });
  expect([job()?.step, service.posts.length]).toEqual(["complete", 1]);
});

test("what went first is not all: where somebody has put just that under its name, it is no publication", async () => {
  const { target, at, run } = withVideo();
  await run();
  writeTree(target, PUBLISHED);
  at("2026-07-14T20:00:01Z");
  const { events } = await run();
  expect(events).toContainEqual(expect.objectContaining({ event: "parked", code: "DESTINATION_CONFLICT" }));
});

test("a source of what waits may still change while the rest goes first", async () => {
  const { rig, target, at, run } = withVideo();
  await run();
  writeTree(rig.data, { "videos/left.avi": "frames and frames" });
  at("2026-07-14T20:00:01Z");
  await run();
  expect(readTree(target)).toMatchObject({ "behavior-videos/left.avi": "frames and frames" });
});

test("an hour that came while no daemon ran is not waited for until the next day", async () => {
  const { at, run, job } = withVideo();
  await run();
  at("2026-07-15T09:00:00Z");
  await run();
  expect(job()?.step).toBe("complete");
});

test("the rest is sent before its hour where a person asks for that", async () => {
  const { ask, target, run, job } = withVideo();
  await run();
  ask({ do: "redrive", now: true });
  await run();
  expect([job()?.step, readTree(target)]).toEqual(["complete", { ...PUBLISHED, ...VIDEO }]);
});

test("by patterns as well; one that matches nothing is told", async () => {
  const { at, run, job } = withVideo({ files: ["*.log", "*.csvs"] });
  const first = await run();
  expect(first.events).toContainEqual({
    event: "notice",
    job: "session",
    message: 'the pattern "*.csvs" matches nothing. Did you mean "*.csv"?',
  });
  expect(job()).toMatchObject({ step: "scheduled", verifiedFiles: 3 });
  at("2026-07-14T20:00:01Z");
  await run();
  expect(job()).toMatchObject({ step: "complete", files: 4, selected: null });
});

/** Where it matters that there are two: what else may end in between, crash-sweep.test.ts looks at. */
const POINTS = [
  "before record scheduled",
  "after record scheduled",
  "before publish",
  "after publish",
  "before record published",
];

test.each([false, true])(
  "whatever step the daemon ends at, before the hour or behind it, all is published and submitted once (publish_first: %o)",
  async (publishFirst) => {
    for (const point of POINTS)
      for (const hour of ["15:00", "20:30"]) {
        const { service, target, at, run, job } = withVideo({ publish_first: publishFirst });
        if (hour !== "15:00") await run();
        at(`2026-07-14T${hour}:00Z`);
        const crash = createCrash({ point, die: () => {} });
        const disk = crash.disk(nodeDisk);
        const openJournal = crash.openJournal(jobJournals(nodeFileSystem, systemClock, "rig-a"));
        await run({ disk, pool: createInlinePool(disk), openJournal });
        for (const time of ["2026-07-15T09:00:00Z", "2026-07-15T21:00:00Z"]) {
          at(time);
          await run();
        }
        const what = `${point} at ${hour}`;
        expect([job()?.step, service.posts.length], what).toEqual(["complete", 1]);
        expect(readTree(target), what).toEqual({ ...PUBLISHED, ...VIDEO });
      }
  },
);

test.each([
  [{ files: ["videos"], publish_first: true }, /videos is none of the manifest/],
  [{ at: "soon" }, /expected `files`, patterns, and `at`/],
])("what can't be meant parks the job at once: %o", async (later, reason) => {
  const { run } = withVideo(later);
  const { events } = await run();
  expect(events).toContainEqual(
    expect.objectContaining({ event: "parked", code: "MANIFEST_VALUE_INVALID", reason: expect.stringMatching(reason) }),
  );
});
