import { createFakeClock } from "@rigline/core/testing";
import type { JobRecord } from "@rigline/manifest";
import { foldJobState } from "@rigline/manifest";
import { expect, test } from "vitest";
import { followJob, type FollowParts } from "../../src/follow/follow-job.js";
import type { JobView } from "../../src/follow/read-job.js";
import { accepted, planned, published, submitted, verified } from "../support/job-journal.js";

function view(records: readonly object[], changes: Partial<JobView> = {}): JobView {
  return {
    state: records.length === 0 ? undefined : foldJobState(records as JobRecord[]),
    manifest: "queued",
    archivePath: "/complete/manifest_x.yaml",
    ledger: new Map(),
    ...changes,
  };
}

/** Follows a job whose looks, one after the other, are these; the last one stays. */
function follow(
  looks: readonly JobView[],
  options: Partial<Pick<FollowParts, "waitMs" | "signal" | "leave" | "leastMs">> = {},
) {
  const clock = createFakeClock();
  const told: string[] = [];
  let watched = 0;
  let look = 0;
  const result = followJob({
    clock,
    waitMs: 30_000,
    signal: new AbortController().signal,
    ...options,
    read: () => looks[Math.min(look++, looks.length - 1)] ?? view([]),
    progress: (text) => void told.push(text),
    keepWatched: () => Promise.resolve(void (watched += 1)),
  });
  return { clock, told, result, watched: () => watched };
}

const done = { type: "archived", to: "/complete/manifest_x.yaml" };
const steps = [accepted("/flags/manifest_x.yaml"), planned, verified, published, submitted, done];

test("it is followed to its end, and each step is told once", async () => {
  const looks = [view([]), ...steps.map((_, index) => view(steps.slice(0, index + 1))), view(steps)];
  const { clock, told, result } = follow(looks.flatMap((look) => [look, look]));
  await clock.advance(5000);
  expect((await result).state).toMatchObject({ step: "complete", archivedTo: done.to });
  expect(told).toEqual([
    "waiting for the daemon",
    "waiting until the files are still",
    "verified 0 of 3 files, 0 B of 3.0 MB",
    "verified 1 of 3 files, 1.0 MB of 3.0 MB",
    "all 3 files have arrived; the transfer service has not taken the job yet",
    "submitted, archiving the manifest",
    "complete",
  ]);
});

test("the following ends in time; the job goes on", async () => {
  const { clock, result, watched } = follow([view(steps.slice(0, 2))], { waitMs: 1000 });
  await clock.advance(1200);
  expect((await result).state).toMatchObject({ step: "copying" });
  expect(watched()).toBeGreaterThan(3);
});

test("with no time to wait it is looked at, and seen to be watched, all the same", async () => {
  const { result, watched } = follow([view([])], { waitMs: 0 });
  expect((await result).manifest).toBe("queued");
  expect(watched()).toBe(1);
});

test.each([
  ["scheduled", [accepted("m"), { type: "scheduled", until: "2026-07-15T03:00:00Z" }]],
  ["parked", [accepted("m"), { type: "parked", code: "SOURCE_LINK", reason: "a link", todo: "remove it" }]],
])("nobody waits for a job that is %s", async (step, records) => {
  const { clock, result } = follow([view(records)]);
  expect((await result).state?.step).toBe(step);
  expect(clock.pending).toBe(0);
});

test("a failure that will be tried again is told with its time", async () => {
  const failed = {
    type: "attemptFailed",
    step: "submit",
    code: "X",
    message: "no route to host",
    attempt: 1,
    retryAt: "16:10",
  };
  const { clock, told, result } = follow([view([...steps.slice(0, 4), failed]), view(steps)]);
  await clock.advance(500);
  await result;
  expect(told[0]).toBe(
    "all 3 files have arrived; the transfer service has not taken the job yet: no route to host; tried again at 16:10",
  );
});

test.each(["archived", "gone"] as const)("without a journal a manifest that is %s ends it", async (manifest) => {
  const { result } = follow([view([], { manifest })]);
  expect((await result).manifest).toBe(manifest);
});

test("nobody waits for a job whose manifest was taken away", async () => {
  const { clock, result } = follow([view(steps.slice(0, 3), { manifest: "gone" })]);
  expect((await result).manifest).toBe("gone");
  expect(clock.pending).toBe(0);
});

test("an abort ends the following and is no failure of the job", async () => {
  const controller = new AbortController();
  const { clock, result } = follow([view([])], { signal: controller.signal });
  await clock.advance(400);
  controller.abort(new Error("Ctrl+C"));
  expect((await result).manifest).toBe("queued");
});

test("whoever is to leave looks once more and goes, but not before it is known that somebody watches", async () => {
  const controller = new AbortController();
  const { clock, result, watched } = follow([view(steps.slice(0, 2))], { leave: controller.signal });
  await clock.advance(1100);
  const looks = watched();
  controller.abort();
  expect((await result).state).toMatchObject({ step: "copying" });
  expect([watched() - looks <= 1, clock.pending]).toEqual([true, 0]);

  const onProbation = follow([view([])], { leave: controller.signal, leastMs: 5000 });
  await onProbation.clock.advance(4000);
  expect(onProbation.clock.pending).toBe(1);
  await onProbation.clock.advance(2000);
  await onProbation.result;
  expect(onProbation.clock.pending).toBe(0);
});

/** One whose daemon ends at each start. */
function followInVain(looks: readonly JobView[]): Promise<JobView> {
  let look = 0;
  return followJob({
    clock: createFakeClock(),
    waitMs: 30_000,
    signal: new AbortController().signal,
    read: () => looks[look++] ?? view([]),
    progress: () => {},
    keepWatched: () => Promise.reject(new Error("it ended after each start")),
  });
}

test("a job that was done before its daemon went is done; one that was not fails with the daemon", async () => {
  const copying = view(steps.slice(0, 3));
  const end = await followInVain([copying, view(steps, { manifest: "archived" })]);
  expect(end.state).toMatchObject({ step: "complete" });
  await expect(followInVain([copying, copying])).rejects.toThrow("it ended after each start");
});

test("a second copy that is on its way is waited for; one whose server is away may take days", async () => {
  const further = { manifest: "m.also-2.yaml", digest: "d2", destination: "/other/x", needed: true };
  const of = (...records: readonly object[]): JobView => {
    const state = foldJobState([accepted("/flags/m.also-2.yaml", "d2"), ...records] as JobRecord[]);
    const copies = [{ ...further, state, ledger: new Map() }];
    return view([...steps.slice(0, -1), { type: "further", copies: [further] }], { copies });
  };
  const failed = { type: "attemptFailed", step: "publish", code: "DESTINATION_MISSING", message: "away", attempt: 1 };
  const { clock, told, result } = follow([of(), of(planned), of({ ...failed, retryAt: "2026-07-14T16:05:00.000Z" })]);
  await clock.advance(1000);
  expect((await result).state).toMatchObject({ step: "submitted" });
  expect([clock.pending, told]).toEqual([0, ["it waits for its copy at /other/x"]]);
});
