import { describeJob, foldJobState, type JobRecord } from "@rigline/manifest";
import { expect, test } from "vitest";
import { readNews } from "../../src/notify/job-news.js";

const RECORDS: readonly JobRecord[] = [
  {
    type: "accepted",
    at: "2026-07-14T15:00:00.000Z",
    manifest: "/flag/manifest_x.yml",
    digest: "00",
    name: "x",
    destination: "/share/x",
  },
  {
    type: "published",
    at: "2026-07-14T15:10:00.000Z",
    destination: "/share/x",
    files: 2,
    bytes: 10,
    algorithm: "sha256",
    milliseconds: 5,
  },
];

function awaiting(missing: readonly string[], submits: string | null): readonly JobRecord[] {
  return [...RECORDS, { type: "awaiting", at: "2026-07-14T15:11:00.000Z", missing: [...missing], submits }];
}

test.each([
  [["ecephys", "fib"], null, "it waits for ecephys, fib, which another computer is to hand off"],
  [[], "rig-a", "all parts have arrived, and rig-a is to submit the session"],
])(
  "who is told at the hour that a session is late is told what of it is missing: %o %o",
  (missing, submits, reason) => {
    const records = awaiting(missing, submits);
    const safeBy = { hours: 8, minutes: 0, seconds: 0, offset: null };
    const options = { now: new Date("2026-07-15T09:00:00Z"), zone: "UTC", safeBy, file: "x.yml", readCopies: () => [] };
    expect(readNews(records, options).news).toMatchObject({ about: "late", reason });
    expect(describeJob({ state: foldJobState(records), manifest: "queued" })).toBe(
      `all 2 files have arrived; ${reason}`,
    );
  },
);
