import { foldJobState, type JobRecord } from "@rigline/manifest";
import { expect, test } from "vitest";
import { conclude } from "../../src/follow/conclude.js";
import { describeHandOff, HandOffSchema } from "../../src/follow/hand-off.js";
import type { JobView } from "../../src/follow/read-job.js";
import { accepted, planned, published, submitted, verified } from "../support/job-journal.js";
import { asSaid } from "../support/as-said.js";
import { showLocalTime } from "@rigline/foundation/time";

const publication = { manifest: "/flags/manifest_x.yaml", destination: "/central/614173/614173_x" };

function concludeFrom(records: readonly object[], changes: Partial<JobView> = {}) {
  const view: JobView = {
    state: records.length === 0 ? undefined : foldJobState(records as JobRecord[]),
    manifest: "queued",
    archivePath: "/complete/manifest_x.yaml",
    ledger: new Map(),
    ...changes,
  };
  return conclude(view, publication, { configFile: "/rig/watch config.yml", session: "614173_x" });
}

const beginning = [accepted("/flags/manifest_x.yaml"), planned, verified];
const whole = [...beginning, published, submitted, { type: "archived", to: "/complete/manifest_x.yaml" }];

test("what the patterns left at the rig stands in the report", () => {
  const selected = { selection: [{ include: ["behavior"], exclude: ["*.tmp"] }], leftOut: { files: 2, bytes: 3000 } };
  const end = concludeFrom([...beginning, { ...planned, ...selected }, published]);
  expect(describeHandOff(end)).toContainEqual([
    "left out",
    "2 files, 3.0 kB, which stay at the rig (include behavior; exclude *.tmp)",
  ]);
});

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

test.each([
  ["flushed", "not flushed"],
  ["timesKept", "times not kept"],
])("a share that has no way to it is said, in journal and report: %s", (what, words) => {
  const handOff = concludeFrom([...beginning, { ...published, [what]: false }, submitted]);
  expect(HandOffSchema.parse(JSON.parse(JSON.stringify(handOff)))).toMatchObject({ [what]: false });
  expect(describeHandOff(handOff).map(([label]) => label)).toContain(words);
  expect(describeHandOff(concludeFrom(whole)).map(([label]) => label)).not.toContain(words);
});

test("a job under way is pending and says how to follow it", () => {
  expect(concludeFrom(beginning)).toMatchObject({
    state: "pending",
    files: 1,
    reason: "verified 1 of 3 files, 1.0 MB of 3.0 MB",
    todo: 'rigline-watchdog status -c "/rig/watch config.yml"',
  });
});

test("what a person decided about it is no failure, and the command that takes it back is named", () => {
  const ada = { by: "ada@rig-1", at: "2026-07-15T03:00:00.000Z" };
  const when = showLocalTime(ada.at);
  const held = concludeFrom([...beginning, { type: "held", ...ada }]);
  expect(held).toMatchObject({ state: "held", reason: `held by ada@rig-1 at ${when}` });
  expect(describeHandOff(held).at(-1)).toEqual(["to release it", "rigline handoff release 614173_x"]);
  const cancelled = concludeFrom([...beginning, { type: "cancelled", ...ada, reason: "a test" }], { manifest: "gone" });
  expect(cancelled).toMatchObject({ state: "cancelled", reason: `by ada@rig-1 at ${when}: a test` });
  expect(describeHandOff(cancelled).at(-1)).toEqual(["to hand it off", "rigline handoff 614173_x"]);
  for (const handOff of [held, cancelled]) expect(HandOffSchema.parse(handOff)).toEqual(handOff);
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
  expect(concludeFrom([...beginning, failed])).toMatchObject({
    state: "pending",
    reason: "the share is away; tried again at 16:10",
  });
});

test.each([
  ["at", "a time to come", 60_000],
  ["since", "a time that is over: not each failure is on record", -60_000],
])("times are those of the clock on the wall, with their distance from UTC: %s %s", (when, _, milliseconds) => {
  const at = new Date(Date.now() + milliseconds).toISOString();
  const failed = {
    type: "attemptFailed",
    step: "submit",
    code: "X",
    message: "the share is away",
    attempt: 2,
    retryAt: at,
  };
  expect(concludeFrom([...beginning, failed])).toMatchObject({
    reason: `the share is away; tried again ${when} ${showLocalTime(at)}`,
  });
});

test("a scheduled job says when", () => {
  const scheduled = { type: "scheduled", until: "2026-07-15T03:00:00Z" };
  expect(concludeFrom([...beginning.slice(0, 1), scheduled])).toMatchObject({
    state: "scheduled",
    reason: `it starts at ${showLocalTime("2026-07-15T03:00:00Z")}`,
  });
});

const REDRIVE = 'rigline-watchdog redrive -c "/rig/watch config.yml" 614173_x';
const parkedWith = (todo: string) => ({
  type: "parked",
  code: "SUBMIT_REFUSED",
  reason: "the service answered 406",
  todo,
});

test.each([
  ["Correct the project.", `Correct the project. Then \`${REDRIVE}\`.`],
  ["Make room; then `rigline-watchdog redrive`. It is far.", `Make room; then \`${REDRIVE}\`. It is far.`],
])("a parked job is an error with the daemon's reason, and its advice with the whole command", (advice, todo) => {
  expect(() => concludeFrom([...beginning, parkedWith(advice)])).toThrow(
    expect.objectContaining({
      code: "HAND_OFF_PARKED",
      message: "the hand-off to /central/614173/614173_x is parked: the service answered 406",
      todo,
    }),
  );
});

test.each([
  [[accepted("m")], "SUBMIT_REFUSED; nothing has been copied yet"],
  [beginning, "SUBMIT_REFUSED; 1 of 3 files (1.0 MB of 3.0 MB) are copied and verified, and none is published yet"],
  [
    [...beginning, published],
    "SUBMIT_REFUSED; all 3 files (3.0 MB) have arrived at /central/614173/614173_x, and the job is not submitted",
  ],
  [
    [...beginning, published, submitted],
    "SUBMIT_REFUSED; all 3 files (3.0 MB) have arrived at /central/614173/614173_x, and the job is submitted",
  ],
])("it says what of the data has arrived", (records, why) => {
  expect(() => concludeFrom([...records, parkedWith("x")])).toThrow(expect.objectContaining({ why }));
});

test("a job whose files have arrived awaits the transfer service", () => {
  const arrived = [...beginning, published];
  const reason = "all 3 files have arrived; the transfer service has not taken the job yet";
  expect(concludeFrom(arrived)).toMatchObject({ state: "pending", reason });
  const failed = {
    type: "attemptFailed",
    step: "submit",
    code: "X",
    message: "no route",
    attempt: 1,
    retryAt: "16:10",
  };
  expect(concludeFrom([...arrived, failed])).toMatchObject({
    state: "pending",
    reason: `${reason}: no route; tried again at 16:10`,
  });
});

test.each([
  [[]],
  [beginning],
  [[...beginning, { type: "parked", code: "JOB_CANCELLED", reason: "deleted", todo: "x" }]],
])("a manifest that is in neither folder was withdrawn, and the command to publish it again is whole", (records) => {
  expect(() => asSaid(() => concludeFrom(records, { manifest: "gone" }), "614173_x")).toThrow(
    expect.objectContaining({
      code: "MANIFEST_WITHDRAWN",
      todo: "If that was not meant, `rigline resume 614173_x` publishes it again.",
    }),
  );
});

test("one that is being archived at this moment was not", () => {
  expect(concludeFrom([...beginning, published, submitted], { manifest: "gone" })).toMatchObject({ state: "pending" });
});

test("one that was taken away when its data had arrived is told so, without a command that would be refused", () => {
  const takenAway = { type: "parked", code: "MANIFEST_TAKEN_AWAY", reason: "it was taken away", todo: "Put it back." };
  expect(() =>
    asSaid(() => concludeFrom([...beginning, published, submitted, takenAway], { manifest: "gone" }), "614173_x"),
  ).toThrow(
    expect.objectContaining({
      code: "HAND_OFF_PARKED",
      message: expect.stringContaining("it was taken away") as string,
      why: expect.stringContaining("MANIFEST_TAKEN_AWAY; all 3 files") as string,
      todo: "Put it back.",
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
  expect(concludeFrom([])).toMatchObject({ state: "pending", reason: "waiting for the daemon" });
});

test("a manifest that went away is an error", () => {
  expect(() => concludeFrom([], { manifest: "gone" })).toThrow(expect.objectContaining({ code: "MANIFEST_WITHDRAWN" }));
});
