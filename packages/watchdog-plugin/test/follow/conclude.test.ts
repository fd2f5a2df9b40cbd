import { foldJobState, type JobRecord } from "@rigline/manifest";
import { expect, test } from "vitest";
import { conclude } from "../../src/follow/conclude.js";
import { HandOffSchema } from "../../src/follow/hand-off.js";
import type { JobView } from "../../src/follow/read-job.js";
import { accepted, planned, published, submitted, verified } from "../support/job-journal.js";

const publication = { manifest: "/flags/manifest_x.yaml", destination: "/central/614173/614173_x" };

function concludeFrom(records: readonly object[], changes: Partial<JobView> = {}) {
  const view: JobView = {
    state: records.length === 0 ? undefined : foldJobState(records as JobRecord[]),
    manifest: "queued",
    archivePath: "/complete/manifest_x.yaml",
    scheduledUntil: undefined,
    todo: undefined,
    ...changes,
  };
  return conclude(view, publication, "/rig/watch config.yml");
}

const beginning = [accepted("/flags/manifest_x.yaml"), planned, verified];
const whole = [...beginning, published, submitted, { type: "archived", to: "/complete/manifest_x.yaml" }];

test("a complete job has all the figures, and they fit the schema of the journal", () => {
  const handOff = concludeFrom(whole);
  expect(handOff).toEqual({
    state: "complete",
    ...publication,
    files: 3,
    bytes: 3_000_000,
    algorithm: "sha256",
    milliseconds: 1500,
    submission: { endpoint: "http://dts/api/v2/submit_jobs", status: 200, answer: "ok" },
    archivedTo: "/complete/manifest_x.yaml",
  });
  expect(HandOffSchema.parse(JSON.parse(JSON.stringify(handOff)))).toEqual(handOff);
});

test("a job under way is pending and says how to follow it", () => {
  expect(concludeFrom(beginning)).toMatchObject({
    state: "pending",
    files: 1,
    reason: 'the time to follow it was over at the step "copying"',
    todo: 'rigline-watchdog status -c "/rig/watch config.yml"',
  });
});

test("the reason of a pending job is its last failure", () => {
  const failed = {
    type: "attemptFailed",
    step: "copy",
    code: "X",
    message: "the share is away",
    attempt: 2,
    retryAt: "16:10",
  };
  expect(concludeFrom([...beginning, failed])).toMatchObject({ state: "pending", reason: "the share is away" });
});

test("a scheduled job says when", () => {
  const scheduled = { type: "scheduled", until: "2026-07-15T03:00:00Z" };
  expect(concludeFrom([...beginning.slice(0, 1), scheduled], { scheduledUntil: "2026-07-15T03:00:00Z" })).toMatchObject(
    {
      state: "scheduled",
      reason: "it starts at 2026-07-15T03:00:00Z",
    },
  );
});

test("a parked job is an error with the daemon's reason and advice", () => {
  const parked = {
    type: "parked",
    code: "SUBMIT_REFUSED",
    reason: "the service answered 406",
    todo: "Correct the project.",
  };
  expect(() => concludeFrom([...beginning, parked], { todo: "Correct the project." })).toThrow(
    expect.objectContaining({
      code: "HAND_OFF_PARKED",
      message: expect.stringContaining("the service answered 406"),
      todo: "Correct the project.",
    }),
  );
});

test("another service's archive is an end without figures", () => {
  expect(concludeFrom([], { manifest: "archived" })).toEqual({
    state: "complete",
    ...publication,
    archivedTo: "/complete/manifest_x.yaml",
  });
});

test("a manifest that nobody took yet is pending", () => {
  expect(concludeFrom([])).toMatchObject({ state: "pending", reason: "no daemon has taken it up yet" });
});

test("a manifest that went away is an error", () => {
  expect(() => concludeFrom([], { manifest: "gone" })).toThrow(expect.objectContaining({ code: "MANIFEST_WITHDRAWN" }));
});
