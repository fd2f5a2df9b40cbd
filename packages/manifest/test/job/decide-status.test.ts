import { STATUS_WORDS } from "@rigline/foundation/status";
import { showLocalTime } from "@rigline/foundation/time";
import { describe, expect, test } from "vitest";
import { decideStatus, type HandOffFacts } from "../../src/job/decide-status.js";
import type { JobRecord } from "../../src/job/job-record.js";
import { foldJobState } from "../../src/job/job-fold.js";
import { judgeDeletion, SAFE_WHEN } from "../../src/gates/index.js";

const NOW = new Date("2026-07-14T16:05:00Z");
const DESTINATION = "/central/614173/s";

const accepted: JobRecord = {
  type: "accepted",
  manifest: "/flags/m.yml",
  digest: "d",
  name: "s",
  destination: DESTINATION,
};
const planned: JobRecord = { type: "planned", files: 3, bytes: 3_000_000 };
const published: JobRecord = {
  type: "published",
  destination: DESTINATION,
  files: 3,
  bytes: 3_000_000,
  algorithm: "sha256",
  milliseconds: 10,
};
const endpoint = "http://dts/api/v2/submit_jobs";
const submitted: JobRecord = { type: "submitted", endpoint, status: 200, idempotencyKey: "k" };
const unsubmitted: JobRecord = { type: "submitted", endpoint: null, status: null, idempotencyKey: "k" };
const archived: JobRecord = { type: "archived", to: "/complete/m.yml" };
const upload = (state: "queued" | "running" | "success" | "failed" | "lost", more: object = {}): JobRecord => ({
  type: "upload",
  state,
  ...more,
});
const failed = (retryAt: string | null): JobRecord => ({
  type: "attemptFailed",
  step: "publish",
  code: "DESTINATION_MISSING",
  message: "the share is away",
  attempt: 1,
  retryAt,
});

const complete = [accepted, planned, published, submitted, archived];

function decide(records: readonly JobRecord[], facts: Partial<HandOffFacts> = {}) {
  return decideStatus({
    state: records.length === 0 ? undefined : foldJobState(records),
    manifest: records.includes(archived) ? "archived" : "queued",
    progress: undefined,
    now: NOW,
    watched: true,
    isFollowed: true,
    deletion: undefined,
    other: undefined,
    commands: {
      redrive: "redrive it",
      watch: ["watch it"],
      again: "publish it",
      release: "release it",
      wanted: "hand it off",
    },
    ...facts,
  });
}

const progress = {
  digest: "d",
  at: NOW.toISOString(),
  files: 1,
  ofFiles: 3,
  bytes: 750_000,
  ofBytes: 3_000_000,
  bytesPerSecond: 250_000,
};

describe("one word for where a session's data stand", () => {
  test.each<[string, readonly JobRecord[], Partial<HandOffFacts>, string, boolean]>([
    ["no daemon has taken it", [], {}, "queued", false],
    ["taken", [accepted], {}, "queued", false],
    [
      "before its hour",
      [accepted, { type: "scheduled", until: "2026-07-15T03:00:00Z" }],
      {},
      "waiting for its time",
      false,
    ],
    ["after its hour", [accepted, { type: "scheduled", until: "2026-07-14T16:00:00Z" }], {}, "queued", false],
    ["under way", [accepted, planned], {}, "copying", false],
    [
      "under way, and failed for now",
      [accepted, planned, failed("2026-07-14T16:06:00Z")],
      { progress },
      "copying",
      false,
    ],
    ["half copied, and nobody is there", [accepted, planned], { watched: false }, "queued", false],
    ["not taken by the service yet", [accepted, planned, published], {}, "at its destination", false],
    ["to be archived", [accepted, planned, published, submitted], {}, "submitted", false],
    ["without a service, to be archived", [accepted, planned, published, unsubmitted], {}, "at its destination", false],
    ["accepted", complete, {}, "submitted", false],
    ["accepted, and nobody can be asked", complete, { isFollowed: false }, "submitted", true],
    ["in the service's queue", [...complete, upload("queued")], {}, "submitted", false],
    ["at work upstream", [...complete, upload("running")], {}, "processing", false],
    ["done upstream", [...complete, upload("running"), upload("success")], {}, "processed", true],
    ["failed upstream", [...complete, upload("failed")], {}, "stuck", true],
    [
      "failed upstream, started again there",
      [...complete, upload("failed"), upload("running")],
      {},
      "processing",
      false,
    ],
    ["never told of again", [...complete, upload("lost")], {}, "submitted", true],
    ["without a service", [accepted, planned, published, unsubmitted, archived], {}, "at its destination", true],
    ["parked", [accepted, { type: "parked", code: "X", reason: "no", todo: "mend it" }], {}, "stuck", true],
    ["taken out of the queue", [accepted], { manifest: "gone" }, "cancelled", true],
    ["held", [accepted, { type: "held", by: "ada@rig" }], {}, "held", true],
    [
      "held, and released",
      [accepted, { type: "held", by: "ada@rig" }, { type: "released", by: "ada@rig" }],
      {},
      "queued",
      false,
    ],
    [
      "cancelled by a person",
      [accepted, { type: "cancelled", by: "ada@rig", reason: "a test" }],
      {},
      "cancelled",
      true,
    ],
    ["taken out before a daemon came", [], { manifest: "gone" }, "cancelled", true],
    [
      "taken out, on record",
      [accepted, { type: "parked", code: "JOB_CANCELLED", reason: "gone", todo: "" }],
      { manifest: "gone" },
      "cancelled",
      true,
    ],
    [
      "taken out, and back",
      [accepted, { type: "parked", code: "JOB_CANCELLED", reason: "gone", todo: "" }],
      {},
      "queued",
      false,
    ],
    [
      "taken away when all had arrived",
      [
        accepted,
        planned,
        published,
        submitted,
        { type: "parked", code: "MANIFEST_TAKEN_AWAY", reason: "gone", todo: "" },
      ],
      { manifest: "gone" },
      "submitted",
      true,
    ],
  ])("%s", (_name, records, facts, word, isOver) => {
    const status = decide(records, facts);
    expect([status.word, status.isOver]).toEqual([word, isOver]);
    expect(STATUS_WORDS).toContain(status.word);
  });

  test("a copy has its figures, and what failed its reason in their place", () => {
    expect(decide([accepted, planned], { progress })).toMatchObject({
      copy: { percent: 25, bytesPerSecond: 250_000, secondsLeft: 9 },
      detail: "verified 0 of 3 files, 0 B of 3.0 MB",
    });
    const away = decide([accepted, planned, failed("2026-07-14T16:06:00Z")], { progress });
    expect(away).toMatchObject({
      copy: null,
      detail: expect.stringContaining("the share is away; tried again at") as string,
    });
  });

  test("where nobody watches, it says what starts a daemon", () => {
    expect(decide([accepted], { watched: false })).toMatchObject({
      detail: expect.stringContaining("nobody watches the flag folder") as string,
      todo: "Start a daemon: `watch it`",
    });
    expect(decide([accepted], { watched: undefined }).todo).toBeNull();
  });

  test("what needs a person says what to do", () => {
    const parked: JobRecord = {
      type: "parked",
      code: "X",
      reason: "the disk is full",
      todo: "Make room; then `rigline-watchdog redrive`.",
    };
    expect(decide([accepted, parked])).toMatchObject({
      detail: "the disk is full",
      todo: "Make room; then `redrive it`.",
    });
    const upstream = decide([...complete, upload("failed", { job: "manual__1", reason: "no such bucket" })]);
    expect(upstream.detail).toBe(
      `the upload has failed at the transfer service: no such bucket; the data are at ${DESTINATION}`,
    );
    expect(upstream.todo).toContain("job manual__1");
    expect(decide([accepted], { manifest: "gone" }).todo).toBe("`publish it` publishes it again");
    expect(decide([accepted, { type: "held", by: "ada@rig" }])).toMatchObject({
      detail: "held by ada@rig",
      todo: "`release it` lets it go on",
    });
    expect(decide([accepted, { type: "cancelled", by: "ada@rig", reason: "a test" }]).todo).toContain("hand it off");
  });
});

describe("a service that keeps no record", () => {
  const other = { submits: true, startsAt: new Date("2026-07-15T03:00:00Z") };

  test("waits for the hour that the manifest names; after it, what is not known is said", () => {
    expect(decide([], { other })).toMatchObject({
      word: "waiting for its time",
      detail: `it starts at ${showLocalTime("2026-07-15T03:00:00Z")}`,
    });
    const later = decide([], { other, now: new Date("2026-07-15T03:00:01Z") });
    expect(later.word).toBe("queued");
    expect(later.detail).toContain("not known");
  });

  test("has archived the manifest: what that tells is told, and what not", () => {
    expect(decide([], { other, manifest: "archived" })).toMatchObject({
      word: "submitted",
      isOver: true,
      detail: expect.stringContaining("what became of that is not known") as string,
    });
    const copied = decide([], { other: { ...other, submits: false }, manifest: "archived" });
    expect(copied).toMatchObject({ word: "at its destination", isOver: true });
  });
});

describe("safe to delete", () => {
  const unchanged = { isHandedOff: true } as const;
  type Source = Parameters<typeof judgeDeletion>[2];
  const judged = (records: readonly JobRecord[], when: (typeof SAFE_WHEN)[number], source: Source) => {
    const deletion = judgeDeletion({ state: foldJobState(records) }, when, source);
    return { ...decide(records, { deletion }), deletion };
  };

  test("only when verified, accepted or processed as configured, and unchanged since", () => {
    expect(judged(complete, "accepted", unchanged)).toMatchObject({ word: "safe to delete", isOver: false });
    expect(judged(complete, "processed", unchanged).word).toBe("submitted");
    expect(judged([...complete, upload("running")], "accepted", unchanged)).toMatchObject({
      word: "safe to delete",
      isOver: false,
    });
    expect(judged([...complete, upload("running")], "processed", unchanged).word).toBe("processing");
    for (const when of SAFE_WHEN) {
      expect(judged([...complete, upload("success")], when, unchanged)).toMatchObject({
        word: "safe to delete",
        isOver: true,
      });
      expect(judged([accepted, planned, published, unsubmitted, archived], when, unchanged).word).toBe(
        "safe to delete",
      );
    }
  });

  test("what was deleted by a rule is told, with when", () => {
    const at = "2026-07-28T03:00:00Z";
    const deleted: JobRecord = { type: "sourceDeleted", files: 3, by: "retention@rig", at };
    const handedOff = [accepted, planned, published, unsubmitted, archived];
    expect(judged([...handedOff, deleted], "accepted", unchanged)).toMatchObject({
      word: "safe to delete",
      detail: `verified, and nothing to submit: ${DESTINATION}; 3 files deleted at the rig by retention@rig at ${showLocalTime(at)}`,
    });
    const kept = judged([...handedOff, { ...deleted, files: 0 }], "accepted", unchanged);
    expect(kept.detail).toBe(`verified, and nothing to submit: ${DESTINATION}`);
  });

  test.each<[string, readonly JobRecord[], Parameters<typeof judgeDeletion>[2], RegExp]>([
    ["nothing is verified", [accepted, planned], unchanged, /verified/],
    ["the service has not taken it", [accepted, planned, published], unchanged, /not taken/],
    ["its job is not at its end", [accepted, planned, published, submitted], unchanged, /not at its end/],
    [
      "the share has no flush",
      [accepted, planned, { ...published, flushed: false }, submitted, archived],
      unchanged,
      /flush/,
    ],
    ["the upload has failed", [...complete, upload("failed")], unchanged, /failed/],
    ["something was written since", complete, { isHandedOff: false, why: "only here: a.csv" }, /only here: a\.csv/],
    ["nobody has looked", complete, undefined, /nobody has looked/],
  ])("never where %s", (_name, records, source, why) => {
    const { word, deletion } = judged(records, "accepted", source);
    expect(word).not.toBe("safe to delete");
    expect(deletion).toEqual({ mayDelete: false, why: expect.stringMatching(why) as string });
  });

  test("never of a job that no daemon of Rigline did", () => {
    expect(judgeDeletion({ state: undefined }, "accepted", unchanged)).toMatchObject({ mayDelete: false });
  });

  test("what keeps the source is said", () => {
    expect(judged(complete, "accepted", { isHandedOff: false, why: "only here: a.csv" }).detail).toContain(
      "keep the source: only here: a.csv",
    );
  });
});

test("a copy that was found damaged is stuck, whatever else is known, until it is found whole again", () => {
  const read = (missing: number): JobRecord => ({
    type: "verified",
    by: "ada@rig-1",
    algorithm: "sha256",
    files: [],
    found: { missing, changed: 0, unreadable: 0, extra: 0 },
  });
  const deletion = { mayDelete: true } as const;
  expect(decide([...complete, read(2)], { deletion })).toMatchObject({
    word: "stuck",
    detail: expect.stringContaining("2 missing") as string,
    todo: expect.stringContaining(`rigline-watchdog verify "${DESTINATION}"`) as string,
  });
  expect(decide([...complete, read(2), read(0)], { deletion }).word).toBe("safe to delete");
});
