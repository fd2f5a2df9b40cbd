import { expect, test } from "vitest";
import {
  decideWish,
  foldJobState,
  type FoundCopy,
  type JobDeed,
  type JobRecord,
  toJobRecords,
  whatIsLacking,
} from "../../src/index.js";

const BY = "ada@rig-1";
const AT = "2026-03-02T10:15:00.000Z";
const UNTIL = "2026-03-03T04:00:00.000Z";
const accepted = {
  type: "accepted",
  manifest: "/flag/m.yml",
  digest: "ab",
  name: "x",
  destination: "/dest/x",
} as const;
const scheduled = { type: "scheduled", until: UNTIL } as const;
const planned = { type: "planned", files: 1, bytes: 2 } as const;
const published = {
  type: "published",
  destination: "/dest/x",
  files: 1,
  bytes: 2,
  algorithm: "sha256",
  milliseconds: 1,
} as const;
const submitted = (endpoint: string | null): JobRecord => ({
  type: "submitted",
  endpoint,
  status: null,
  idempotencyKey: "k",
});
const parked = { type: "parked", code: "SUBMIT_REFUSED", reason: "422", todo: "mend it" } as const;
const held = { type: "held", by: BY, at: AT } as const;
const cancelled = { type: "cancelled", by: BY, reason: "a test" } as const;

function decide(records: readonly JobRecord[], deed: JobDeed): unknown {
  const verdict = decideWish(foldJobState(records), { manifest: "m.yml", deed, by: BY, at: AT });
  return "refused" in verdict ? verdict.refused.code : verdict.records.map(({ type }) => type);
}

const states: Readonly<Record<string, readonly JobRecord[]>> = {
  untaken: [],
  waiting: [accepted, scheduled],
  copying: [accepted, planned],
  arrived: [accepted, planned, published],
  submitted: [accepted, planned, published, submitted("http://service")],
  complete: [accepted, planned, published, submitted(null), { type: "archived", to: "/done/m.yml" }],
  parked: [accepted, parked],
  held: [accepted, held],
  cancelled: [accepted, cancelled],
};

test.each<[JobDeed, Readonly<Record<string, unknown>>]>([
  [
    { do: "hold" },
    {
      untaken: ["held"],
      waiting: ["held"],
      copying: ["held"],
      arrived: ["held"],
      submitted: "JOB_TOO_LATE",
      complete: "JOB_TOO_LATE",
      parked: ["held"],
      held: [],
      cancelled: "JOB_TOO_LATE",
    },
  ],
  [
    { do: "release" },
    {
      untaken: "JOB_NOT_HELD",
      waiting: "JOB_NOT_HELD",
      copying: "JOB_NOT_HELD",
      arrived: "JOB_NOT_HELD",
      submitted: "JOB_NOT_HELD",
      complete: "JOB_NOT_HELD",
      parked: "JOB_NOT_HELD",
      held: ["released"],
      cancelled: "JOB_NOT_HELD",
    },
  ],
  [
    { do: "cancel" },
    {
      untaken: ["cancelled"],
      waiting: ["cancelled"],
      copying: ["cancelled"],
      arrived: ["cancelled"],
      submitted: "JOB_TOO_LATE",
      complete: "JOB_TOO_LATE",
      parked: ["cancelled"],
      held: ["cancelled"],
      cancelled: [],
    },
  ],
  [
    { do: "redrive", now: true },
    {
      untaken: "JOB_NOT_PARKED",
      waiting: ["rescheduled", "scheduled"],
      copying: "JOB_NOT_PARKED",
      arrived: "JOB_NOT_PARKED",
      submitted: "JOB_NOT_PARKED",
      complete: "JOB_NOT_PARKED",
      parked: ["redriven"],
      held: "JOB_NOT_PARKED",
      cancelled: "JOB_NOT_PARKED",
    },
  ],
  [
    { do: "reschedule", until: UNTIL },
    {
      untaken: ["rescheduled", "scheduled"],
      waiting: ["rescheduled", "scheduled"],
      copying: "JOB_TOO_LATE",
      arrived: "JOB_TOO_LATE",
      submitted: "JOB_TOO_LATE",
      complete: "JOB_TOO_LATE",
      parked: ["redriven", "rescheduled", "scheduled"],
      held: ["rescheduled", "scheduled"],
      cancelled: "JOB_TOO_LATE",
    },
  ],
  [
    { do: "cleaned", digest: "ab", files: 3 },
    {
      untaken: "JOB_TOO_LATE",
      waiting: "JOB_TOO_LATE",
      copying: "JOB_TOO_LATE",
      arrived: "JOB_TOO_LATE",
      submitted: "JOB_TOO_LATE",
      complete: ["sourceDeleted"],
      parked: "JOB_TOO_LATE",
      held: "JOB_TOO_LATE",
      cancelled: "JOB_TOO_LATE",
    },
  ],
])("%j, wherever the job stands", (deed, expected) => {
  const found = Object.fromEntries(Object.entries(states).map(([name, records]) => [name, decide(records, deed)]));
  expect(found).toEqual(expected);
});

test("a held job goes on where it was, and is held through whatever happens to it meanwhile", () => {
  const state = foldJobState([accepted, planned, held, parked, { type: "redriven" }, planned]);
  expect(state).toMatchObject({ step: "copying", held: { by: BY, at: AT } });
  expect(foldJobState([accepted, planned, held, { type: "released", by: BY }])).toMatchObject({
    step: "copying",
    held: undefined,
  });
  expect(foldJobState([accepted, held, { ...accepted, digest: "cd" }]).held).toEqual({ by: BY, at: AT });
  expect(foldJobState([accepted, held, cancelled, { ...accepted, digest: "cd" }])).toEqual(
    foldJobState([{ ...accepted, digest: "cd" }]),
  );
});

test("what journals of before call parked and cancelled is cancelled, and no trouble", () => {
  const before = {
    type: "parked",
    code: "JOB_CANCELLED",
    reason: "it was deleted",
    todo: "put it back",
    at: AT,
  } as const;
  expect(foldJobState([accepted, before])).toMatchObject({
    step: "cancelled",
    failure: undefined,
    parkedCode: undefined,
    cancelled: { by: undefined, at: AT, reason: "it was deleted" },
  });
});

test("that somebody had the published copy read again, long after, changes nothing in the job's own course", () => {
  const records = [...(states["complete"] ?? []), { type: "verified", by: BY, at: AT, algorithm: "sha256", files: [] }];
  expect(foldJobState(toJobRecords(records))).toEqual(foldJobState(states["complete"] ?? []));
});

const WHOLE = { missing: 0, changed: 0, unreadable: 0, extra: 1 };

test("what a later look at the published copy found is recorded with who and when, and the last one counts", () => {
  const records = [...(states["complete"] ?? [])];
  const { digest = "" } = foldJobState(records);
  const verify = (found: FoundCopy): JobDeed => ({ do: "verify", digest, algorithm: "sha256", found });
  const hear = (found: FoundCopy): void => {
    const verdict = decideWish(foldJobState(records), { manifest: "m.yml", deed: verify(found), by: BY, at: AT });
    if ("records" in verdict) records.push(...verdict.records);
  };
  hear({ ...WHOLE, changed: 2 });
  const damaged = foldJobState(records);
  expect(damaged).toMatchObject({ step: "complete", verification: { by: BY, at: AT, isWhole: false } });
  expect(whatIsLacking({ state: damaged }, "accepted")).toMatch(
    /^its copy was not whole when .* had it read again at .*: 2 changed$/,
  );
  hear(WHOLE);
  expect(foldJobState(records).verification).toMatchObject({ isWhole: true, found: WHOLE });
  expect(whatIsLacking({ state: foldJobState(records) }, "accepted")).toBeUndefined();
});

test("what was found of another manifest's copy is not recorded of this one", () => {
  const deed: JobDeed = { do: "verify", digest: "other", algorithm: "sha256", found: WHOLE };
  expect(decide(states["complete"] ?? [], deed)).toBe("JOB_TOO_LATE");
});
