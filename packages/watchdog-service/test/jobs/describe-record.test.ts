import { join } from "node:path";
import { openJournal } from "@rigline/foundation/journal";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { showLocalTime } from "@rigline/foundation/time";
import type { JobRecord } from "@rigline/manifest";
import { expect, test } from "vitest";
import { describeRecord } from "../../src/jobs/describe-record.js";
import { readJobHistory } from "../../src/jobs/job-history.js";
import { quickFolder } from "../support/temporary-folder.js";

const UNTIL = "2026-07-14T18:00:00.000Z";
const file = (path: string) => ({ path, bytes: 1, hash: "00" });

const SAID: readonly (readonly [JobRecord, string])[] = [
  [{ type: "scheduled", until: UNTIL }, `waits until ${showLocalTime(UNTIL)}`],
  [{ type: "destination", root: "/mnt/x", fileSystem: "ff", own: false }, "the destination lies on /mnt/x"],
  [{ type: "planned", files: 2, bytes: 1000 }, "2 files to copy, 1.0 kB"],
  [{ type: "verified", algorithm: "sha256", files: [file("a")] }, "1 file verified by sha256"],
  [{ type: "verified", by: "kim@rig", algorithm: "sha256", files: [] }, "read again by kim@rig"],
  [
    {
      type: "verified",
      by: "kim@rig",
      found: { missing: 1, changed: 0, unreadable: 0, extra: 2 },
      algorithm: "sha256",
      files: [],
    },
    "read again by kim@rig: 1 missing, 2 extra",
  ],
  [
    { type: "verified", readBack: "device", algorithm: "sha256", files: [file("a"), file("b")] },
    "2 files verified by sha256, past the cache",
  ],
  [
    {
      type: "published",
      destination: "/d/s",
      files: 2,
      bytes: 2,
      algorithm: "sha256",
      milliseconds: 1,
      flushed: false,
    },
    "2 files published, 2 B, not flushed: the share has no flush",
  ],
  [
    {
      type: "published",
      destination: "/d/s",
      files: 1,
      bytes: 2,
      algorithm: "sha256",
      milliseconds: 1,
      timesKept: false,
    },
    "1 file published, 2 B, without their times: the share keeps none",
  ],
  [{ type: "submitting", endpoint: "http://s/x", idempotencyKey: "k" }, "about to be posted to http://s/x"],
  [{ type: "submitted", endpoint: "http://s/x", status: 200, idempotencyKey: "k" }, "submitted to http://s/x (200)"],
  [{ type: "upload", state: "failed", reason: "no space" }, "upload failed: no space"],
  [{ type: "sourceDeleted", files: 1 }, "1 file deleted at the source"],
  [
    { type: "attemptFailed", step: "publish", code: "ENOSPC", message: "full", attempt: 1, retryAt: UNTIL },
    `publish failed: ENOSPC: full; again ${showLocalTime(UNTIL)}`,
  ],
  [{ type: "parked", code: "SOURCE_CHANGED", reason: "it grew", todo: "" }, "parked: SOURCE_CHANGED: it grew"],
  [{ type: "cleared", path: "/d/.s" }, "unfinished copy removed: /d/.s"],
  [{ type: "tell", message: "m", channel: "slack", about: "needs_you" }, "needs_you is to be told by slack"],
  [{ type: "told", message: "m", failed: "401" }, "nobody could be told: 401"],
  [{ type: "redriven" }, "put back to work"],
  [{ type: "redriven", by: "kim@rig" }, "put back to work by kim@rig"],
  [{ type: "held", by: "kim@rig", reason: "wrong animal" }, "held by kim@rig: wrong animal"],
  [{ type: "released", by: "kim@rig" }, "released by kim@rig"],
  [{ type: "rescheduled", by: "kim@rig", until: UNTIL }, `rescheduled by kim@rig to ${showLocalTime(UNTIL)}`],
  [{ type: "cancelled", reason: "taken away" }, "cancelled: taken away"],
];

test.each(SAID)("a record of a job's journal in words: %j", (record, said) => {
  expect(describeRecord(record)).toBe(said);
});

test("files that were verified one after the other are one line of a job's history", () => {
  const path = join(quickFolder(), "job.jsonl");
  expect(readJobHistory(nodeFileSystem, path)).toEqual([]);
  const journal = openJournal(path, { fileSystem: nodeFileSystem, clock: systemClock });
  const verified = (...names: readonly string[]) => ({
    type: "verified",
    algorithm: "sha256",
    files: names.map(file),
  });
  journal.appendAll([
    verified("a", "b"),
    verified("c"),
    { type: "redriven", by: "kim@rig" },
    { ...verified(), by: "kim@rig" },
  ]);
  journal.close();
  expect(readJobHistory(nodeFileSystem, path).map(describeRecord)).toEqual([
    "3 files verified by sha256",
    "put back to work by kim@rig",
    "read again by kim@rig",
  ]);
});
