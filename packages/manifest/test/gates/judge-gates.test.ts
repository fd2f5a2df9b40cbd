import { GATES, type GateName } from "@rigline/foundation/status";
import { describe, expect, test } from "vitest";
import { judgeDeletion, judgeGates, type SourceLook, whatCopiesLack } from "../../src/gates/index.js";
import { strengthOf } from "../../src/evidence/index.js";
import type { CopyStanding } from "../../src/further/further-copies.js";
import { foldJobState } from "../../src/job/job-fold.js";
import type { JobRecord } from "../../src/job/job-record.js";
import type { JobState } from "../../src/job/job-state.js";

const PUBLISHED_AT = "2026-07-14T10:00:00.000Z";
const SUBMITTED_AT = "2026-07-14T10:01:00.000Z";
const READ_AT = "2026-09-01T03:00:00.000Z";
const LOOKED_AT = "2026-09-02T08:00:00.000Z";
const unchanged: SourceLook = { isHandedOff: true, at: LOOKED_AT };

const accepted = (destination = "/central/s"): JobRecord => ({
  type: "accepted",
  manifest: "/flags/m.yml",
  digest: "d",
  name: "s",
  destination,
});
const planned: JobRecord = { type: "planned", files: 3, bytes: 3 };
const published: JobRecord = {
  type: "published",
  at: PUBLISHED_AT,
  destination: "/central/s",
  files: 3,
  bytes: 3,
  algorithm: "sha256",
  readBack: "device",
  milliseconds: 1,
};
const submitted: JobRecord = {
  type: "submitted",
  at: SUBMITTED_AT,
  endpoint: "http://dts/api",
  status: 202,
  idempotencyKey: "k",
};
const archived: JobRecord = { type: "archived", to: "/complete/m.yml" };
const read = (missing: number): JobRecord => ({
  type: "verified",
  at: READ_AT,
  by: "ada@server",
  algorithm: "sha256",
  files: [],
  found: { missing, changed: 0, unreadable: 0, extra: 0 },
});
const complete = [accepted(), planned, published, submitted, archived];
const further: JobRecord = {
  type: "further",
  copies: [{ manifest: "m.also-2.yml", digest: "d2", destination: "/vault/s", needed: true }],
};

function copy(...records: readonly JobRecord[]): CopyStanding {
  const state = foldJobState([accepted("/vault/s"), ...records]);
  return { manifest: "m.also-2.yml", digest: "d2", destination: "/vault/s", needed: true, state, ledger: new Map() };
}

function judge(records: readonly JobRecord[], copies: readonly CopyStanding[] = [], source = unchanged) {
  const gates = judgeGates({ state: foldJobState(records), copies }, { when: "accepted", source });
  return Object.fromEntries(gates.map((gate) => [gate.gate, gate])) as Record<GateName, (typeof gates)[number]>;
}

describe("of a session that is at its end", () => {
  test("each gate has its time and its evidence, in the order in which it is passed", () => {
    const gates = judgeGates({ state: foldJobState(complete) }, { when: "accepted", source: unchanged });
    expect(gates.map(({ gate }) => gate)).toEqual(GATES);
    const by = judge(complete);
    expect(by["inventory complete"]).toMatchObject({ state: "passed", at: PUBLISHED_AT });
    expect(by["copies verified"]).toMatchObject({
      state: "passed",
      at: PUBLISHED_AT,
      evidence: expect.stringMatching(/1 of 1 destinations: \/central\/s; .*past this machine's cache/) as string,
    });
    expect(by.flushed).toMatchObject({ state: "passed", at: PUBLISHED_AT });
    expect(by["job accepted"]).toMatchObject({
      state: "passed",
      at: SUBMITTED_AT,
      evidence: "http://dts/api has answered 202",
    });
    expect(by.processed).toMatchObject({ state: "open", needed: false });
    const { processed } = judge([
      accepted(),
      planned,
      published,
      { ...submitted, endpoint: null, status: null },
      archived,
    ]);
    expect(processed).toMatchObject({ state: "passed", at: SUBMITTED_AT });
    expect(by["source still the same"]).toMatchObject({ state: "passed", at: LOOKED_AT });
  });

  test("what nobody has verified is not passed, and not known to be wrong", () => {
    expect(judge(complete)["source verified"]).toMatchObject({ state: "not verified", needed: false, at: null });
    const twice = (sourceRead: "device" | "cache") =>
      judge([accepted(), planned, { ...published, sourceRead }, submitted, archived])["source verified"];
    expect(twice("device")).toMatchObject({ state: "passed", at: PUBLISHED_AT });
    expect(twice("cache")).toMatchObject({ state: "not verified", at: PUBLISHED_AT });
    const unflushed = { ...published, flushed: false } as JobRecord;
    expect(judge([accepted(), planned, unflushed, submitted, archived]).flushed).toMatchObject({
      state: "not verified",
      needed: true,
    });
  });

  test("a copy is as of when it was read last; one that was found damaged has failed", () => {
    expect(judge([...complete, read(0)])["copies verified"]).toMatchObject({ state: "passed", at: READ_AT });
    expect(judge([...complete, read(1)])["copies verified"]).toMatchObject({ state: "failed", at: READ_AT });
  });
});

describe("of a session with a further copy", () => {
  const session = [accepted(), further, planned, published, submitted, archived];

  test("all of its destinations count, as of the one that was not looked at for the longest", () => {
    const [there, readAgain] = [copy(planned, published), copy(planned, published, read(0))];
    expect(judge([...session, read(0)], [there])["copies verified"]).toMatchObject({
      state: "passed",
      at: PUBLISHED_AT,
    });
    expect(judge([...session, read(0)], [readAgain])["copies verified"]).toMatchObject({
      state: "passed",
      at: READ_AT,
      evidence: expect.stringContaining("at 2 of 2 destinations: /central/s, /vault/s") as string,
    });
  });

  test.each<[string, readonly JobRecord[], GateName, string]>([
    ["is on its way", [planned], "copies verified", "open"],
    ["is given up", [{ type: "cancelled", by: "ada", reason: "no" }], "copies verified", "failed"],
    ["was found damaged", [planned, published, read(2)], "copies verified", "failed"],
    ["could not be flushed", [planned, { ...published, flushed: false }], "flushed", "not verified"],
  ])("one that %s keeps the session", (_name, records, gate, state) => {
    const copies = [copy(...records)];
    expect(judge(session, copies)[gate]).toMatchObject({ state, needed: true });
    const job = { state: foldJobState(session), copies };
    expect(judgeDeletion(job, "accepted", unchanged)).toEqual({
      mayDelete: false,
      why: expect.stringContaining("/vault/s") as string,
    });
    expect(whatCopiesLack(job)).toContain("/vault/s");
  });
});

test("of a manifest that no daemon of Rigline has taken nothing is verified", () => {
  const gates = judgeGates({ state: undefined }, { when: "accepted", source: undefined });
  expect(gates.filter(({ state }) => state === "passed")).toEqual([]);
  expect(gates[0]).toMatchObject({ gate: "inventory complete", state: "not verified" });
});

test("a failed upload bars a session also where only its acceptance is waited for", () => {
  const by = judge([...complete, { type: "upload", state: "failed" }]);
  expect(by.processed).toMatchObject({ state: "failed", needed: true });
});

test("while the daemon still works on the job, its copies are as good as they are", () => {
  expect(whatCopiesLack({ state: foldJobState([accepted(), planned, published]) })).toBeUndefined();
  expect(whatCopiesLack({ state: foldJobState([accepted(), planned]) })).toContain("0 of 3 files so far");
});

test("a store that has told a sha256 of its own is named as what it is", () => {
  const told = { ...published, readBack: undefined, proof: "server-hash" } as const;
  const copy = { manifest: "m.also-2.yml", digest: "e", destination: "s3://lab/x/s", needed: true };
  const further: JobRecord = { type: "further", copies: [copy] };
  const standing: CopyStanding = {
    ...copy,
    state: foldJobState([accepted("s3://lab/x/s"), planned, told]),
    ledger: new Map(),
  };
  const state = foldJobState([accepted(), further, planned, published]);
  const gates = judgeGates({ state, copies: [standing] }, { when: "accepted", source: undefined });
  expect(gates.find(({ gate }) => gate === "copies verified")).toMatchObject({
    state: "passed",
    evidence:
      "at 2 of 2 destinations: /central/s, s3://lab/x/s (each file's sha256 as the store has computed it); every byte read back past this machine's cache and compared",
  });
  // Alone it is not enough, until somebody has read it, or does so before anything is deleted.
  const alone = foldJobState([accepted("s3://lab/x/s"), planned, told]);
  const only = (state: JobState, readsBack?: boolean) =>
    judgeGates(
      { state },
      { when: "accepted", source: undefined, ...(readsBack === undefined ? {} : { readsBack }) },
    ).find(({ gate }) => gate === "copies verified");
  expect(only(alone)).toMatchObject({
    state: "not verified",
    evidence: expect.stringMatching(/^nobody has read it back: s3:\/\/lab\/x\/s has only told its sha256/) as string,
  });
  expect(only(alone, true)?.state).toBe("passed");
  expect(only({ ...alone, verification: { ...alone.verification, isWhole: true, by: "ada" } as never })?.state).toBe(
    "passed",
  );
  expect(strengthOf({ algorithm: "sha256", proof: "server-hash" })).toBe("hashed by the store");
  expect(strengthOf({ algorithm: "sha256", proof: "read-back", readBack: "device" })).toBe("read back from the device");
  const again = { isWhole: true };
  expect(strengthOf({ algorithm: "sha256", proof: "server-hash", verification: again })).toBe(
    "read back from the device",
  );
});
