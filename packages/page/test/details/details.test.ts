import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "@rigline/foundation/journal";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, onTestFinished, test } from "vitest";
import { throughputOf } from "../../src/details/throughput.js";
import { timelineOf } from "../../src/details/timeline.js";
import { makeTemporaryFolder } from "../support/temporary-folder.js";
import { completeRecords, planned, verified } from "../support/write-job.js";

const at = (second: number): string => `2026-07-14T16:00:${String(second).padStart(2, "0")}.000Z`;
const START = Date.parse(at(0)) / 1000;

test("the launcher's steps and the daemon's are one history, in order, without what nobody asks for", () => {
  const { folder, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  const directory = join(folder, "614173_a");
  mkdirSync(join(directory, ".rigline"), { recursive: true });
  const journal = openJournal(join(directory, ".rigline", "journal.jsonl"));
  const session = {
    name: "614173_a",
    subject: "614173",
    experimenters: ["Ann"],
    date: at(0),
    zone: "UTC",
    rigName: "rig-1",
    experiment: "x",
    notes: "",
    directory,
  };
  journal.append({ type: "sessionOpened", at: "2026-07-14T15:00:00.000Z", session, pid: 1 });
  journal.append({ type: "hookStarted", at: "2026-07-14T15:00:01.000Z", hook: "ready" });
  journal.append({ type: "experimentEnded", at: "2026-07-14T15:30:00.000Z", outcome: "aborted", reason: "by ann" });
  journal.append({ type: "a record of tomorrow", at: "2026-07-14T15:31:00.000Z" });
  journal.close();
  const timeline = timelineOf(nodeFileSystem, directory, [
    planned(2, 2000),
    verified("a", 1000, at(2)),
    verified("b", 1000, at(3)),
    ...completeRecords("614173_a", 2000).slice(2),
  ]);
  expect(timeline.map(({ by, what, text, tone }) => [by, what, text, tone])).toEqual([
    ["launcher", "opened", "subject 614173 by Ann, at rig-1", "plain"],
    ["launcher", "experiment", "aborted: by ann", "bad"],
    ["daemon", "copying", "2 files to copy, 2.0 kB", "plain"],
    ["daemon", "verified", "2 files", "plain"],
    ["daemon", "published", "1 file published, 2.0 kB", "good"],
    ["daemon", "submitted", expect.any(String), "good"],
    ["daemon", "complete", expect.any(String), "good"],
  ]);
});

test("of a session that is known to the daemon alone its history is told", () => {
  expect(timelineOf(nodeFileSystem, undefined, [planned(1, 1)])).toMatchObject([{ by: "daemon" }]);
});

test("a large file counts over all the time that it took, and a pause is no slow copy", () => {
  const history = [
    planned(3, 3000),
    verified("a", 1000, at(11)),
    { type: "attemptFailed", at: at(12), step: "copy", code: "X", message: "x", attempt: 1, retryAt: null } as const,
    verified("b", 1000, at(22)),
    verified("c", 1000, "2026-07-14T17:00:00.000Z"),
  ];
  expect(throughputOf(history, [])).toEqual({
    at: [START + 11, START + 12, START + 22],
    rate: [100, null, 100],
  });
});

test("files that come to their end at once are one measurement", () => {
  const history = [
    planned(4, 4000),
    verified("a", 1000, at(1)),
    verified("b", 1000, at(2)),
    verified("c", 1000, at(4)),
  ];
  expect(throughputOf(history, [])).toEqual({ at: [START + 4], rate: [1000] });
});

test("what was measured while somebody looked on takes the place of what the journal says of that time", () => {
  const measured = [
    { at: START + 5, rate: 80 },
    { at: START + 6, rate: 120 },
  ];
  const history = [planned(2, 2000), verified("a", 400, at(5)), verified("b", 1000, at(11))];
  expect(throughputOf(history, measured)).toEqual({ at: [START + 5, START + 6], rate: [80, 120] });
});

test("thousands of files are some hundred points", () => {
  const history = Array.from({ length: 5000 }, (_, index) =>
    verified(String(index), 10, new Date(START * 1000 + index * 1000).toISOString()),
  );
  expect(throughputOf(history, []).at.length).toBeLessThanOrEqual(600);
});
