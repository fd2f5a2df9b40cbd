import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  foldJob,
  foldJobState,
  jobJournalPath,
  JobRecordSchema,
  toJobRecords,
  stagingFolder,
  watchdogLockName,
  type JobRecord,
} from "../../src/index.js";

const accepted: JobRecord = {
  type: "accepted",
  manifest: "/flag/manifest_x.yaml",
  digest: "ab",
  name: "x",
  destination: "/dest/x",
};
const failed: JobRecord = {
  type: "attemptFailed",
  step: "submit",
  code: "SUBMIT_BUSY",
  message: "503",
  attempt: 1,
  retryAt: "2026-03-02T10:15:00Z",
};
const published: JobRecord = {
  type: "published",
  destination: "/dest/x",
  files: 2,
  bytes: 10,
  algorithm: "sha256",
  milliseconds: 5,
};
const verified = (...sizes: number[]): JobRecord => ({
  type: "verified",
  algorithm: "sha256",
  files: sizes.map((bytes, index) => ({ path: `behavior/${index}`, bytes, hash: "00" })),
});

describe("foldJobState", () => {
  it("follows a job from its acceptance to the archive", () => {
    const records: JobRecord[] = [
      accepted,
      { type: "scheduled", until: "2026-03-02T20:00:00Z" },
      { type: "planned", files: 2, bytes: 10 },
      verified(4),
      { type: "verified", algorithm: "sha256", files: [{ path: "session.json", bytes: 6, hash: "00" }] },
      published,
      { type: "submitted", endpoint: "http://x", status: 200, idempotencyKey: "k", answer: "ok" },
      { type: "sourceDeleted", files: 2 },
      { type: "archived", to: "/done/manifest_x.yaml" },
    ];
    const steps = records.map((_, index) => foldJobState(records.slice(0, index + 1)).step);
    expect(steps).toEqual([
      "accepted",
      "scheduled",
      "copying",
      "copying",
      "copying",
      "published",
      "submitted",
      "submitted",
      "complete",
    ]);
    expect(foldJobState(records)).toMatchObject({
      name: "x",
      planned: { files: 2, bytes: 10 },
      verified: { files: 2, bytes: 10 },
      published: { algorithm: "sha256", milliseconds: 5 },
      submission: { endpoint: "http://x", status: 200, answer: "ok" },
      archivedTo: "/done/manifest_x.yaml",
      failure: undefined,
    });
  });

  it("keeps a failure until it is overcome", () => {
    expect(foldJobState([accepted, failed]).failure?.todo).toBeNull();
    expect(foldJobState([accepted, failed]).failure).toMatchObject({ code: "SUBMIT_BUSY" });
    expect(foldJobState([accepted, failed, published]).failure).toBeUndefined();
  });

  it("counts a file once that was copied again, with its last size", () => {
    const again: JobRecord = {
      type: "verified",
      algorithm: "sha256",
      files: [{ path: "behavior/0", bytes: 7, hash: "11" }],
    };
    expect(foldJobState([accepted, verified(4, 6), again]).verified).toEqual({ files: 2, bytes: 13 });
    expect(foldJobState([accepted, verified(4, 6), accepted, again]).verified).toEqual({ files: 1, bytes: 7 });
  });

  it("parks with the reason and the advice, and starts again when redriven", () => {
    const parked: JobRecord = { type: "parked", code: "SOURCE_MISSING", reason: "gone", todo: "put it back" };
    expect(foldJobState([accepted, parked])).toMatchObject({
      step: "parked",
      parkedCode: "SOURCE_MISSING",
      failure: { code: "SOURCE_MISSING", message: "gone", retryAt: null, todo: "put it back" },
    });
    expect(foldJobState([accepted, parked, { type: "redriven" }])).toMatchObject({
      step: "accepted",
      parkedCode: undefined,
      failure: undefined,
    });
  });

  it("forgets all when another manifest is accepted under the name", () => {
    expect(foldJobState([accepted, verified(4), published, accepted])).toEqual(foldJobState([accepted]));
  });

  it("begins anew with another manifest's digest, also where the line that accepted it is damaged", () => {
    const records: JobRecord[] = [accepted, verified(4), { type: "planned", digest: "cd", files: 1, bytes: 7 }];
    const { state, ledger } = foldJob(records);
    expect(state).toMatchObject({ digest: "cd", name: undefined, step: "copying", verified: { files: 0, bytes: 0 } });
    expect(ledger.size).toBe(0);
    expect(foldJob(records.slice(0, 2)).state.digest).toBe("ab");
  });

  it("keeps the last word on each verified file", () => {
    const again: JobRecord = {
      type: "verified",
      algorithm: "sha256",
      files: [{ path: "behavior/0", bytes: 7, hash: "11", modified: "5", identity: 3 }],
    };
    expect([...foldJob([accepted, verified(4, 6), again]).ledger]).toEqual([
      ["behavior/0", { bytes: 7, hash: "11", modified: "5", identity: 3 }],
      ["behavior/1", { bytes: 6, hash: "00" }],
    ]);
  });

  it("counts failures in a row until a step is done or a person puts the job back", () => {
    const row = (...records: JobRecord[]): number => foldJobState([accepted, ...records]).failuresInARow;
    expect(row(failed, failed)).toBe(2);
    expect(row(failed, published, failed)).toBe(1);
    expect(row(failed, { type: "submitted", endpoint: null, status: null, idempotencyKey: "k" })).toBe(0);
    expect(row(failed, { type: "sourceDeleted", files: 1 })).toBe(0);
    expect(row(failed, { type: "redriven" })).toBe(0);
  });

  it("knows for how long the service asked to be left alone, its hour, its destination and what is deleted", () => {
    const place = { root: "/mnt/share", fileSystem: "ff534d42", own: false } as const;
    const records: JobRecord[] = [
      accepted,
      { type: "scheduled", until: "2026-03-02T20:00:00Z" },
      { type: "destination", ...place },
      { ...failed, notBefore: "2026-03-02T10:20:00Z" },
    ];
    expect(foldJobState(records)).toMatchObject({
      scheduledUntil: "2026-03-02T20:00:00Z",
      place,
      failure: { notBefore: "2026-03-02T10:20:00Z" },
      sourceDeleted: false,
    });
    expect(foldJobState([...records, { type: "sourceDeleted", files: 2 }]).sourceDeleted).toBe(true);
    expect(foldJobState([...records, { type: "redriven" }]).place).toBeUndefined();
  });

  it("is the empty job for no records", () => {
    expect(foldJobState([])).toMatchObject({ step: "accepted", name: undefined, verified: { files: 0, bytes: 0 } });
  });
});

describe("JobRecordSchema", () => {
  it("keeps records through JSON", () => {
    for (const record of [accepted, failed, published, verified(1)])
      expect(JobRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it("passes over lines that another version wrote", () => {
    expect(toJobRecords([accepted, { type: "teleported" }, "text", failed])).toEqual([accepted, failed]);
  });

  it("refuses unknown types and missing fields", () => {
    expect(JobRecordSchema.safeParse({ type: "teleported" }).success).toBe(false);
    expect(JobRecordSchema.safeParse({ ...accepted, digest: undefined }).success).toBe(false);
  });
});

describe("the places of a job", () => {
  it("lie in the flag folder, below our own", () => {
    const flag = join("data", "flag");
    expect(stagingFolder(flag)).toBe(join(flag, ".rigline", "staging"));
    const journal = join(flag, ".rigline", "jobs", "manifest_x.yaml.jsonl");
    expect(jobJournalPath(flag, join(flag, "manifest_x.yaml"))).toBe(journal);
    expect(jobJournalPath(flag, join("elsewhere", "manifest_x.yaml"))).toBe(journal);
    expect(watchdogLockName("/data/flag")).toBe("rigline-watchdog:/data/flag");
  });
});
