import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJournal } from "@rigline/foundation/journal";
import { createFakeClock, createFaultyFileSystem } from "@rigline/foundation/testing";
import { afterAll, expect, test } from "vitest";
import { isUnfinished, restoreSession } from "../../src/session/restore-session.js";
import { createSessionJournal } from "../../src/session/session-journal.js";
import { sessionJournalPath } from "../../src/session/session-places.js";
import type { Session } from "../../src/session/session.js";

const folder = mkdtempSync(join(tmpdir(), "rigline-session-journal-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let sessions = 0;
function createBench() {
  const directory = join(folder, String((sessions += 1)));
  const session: Session = {
    name: "614173_2026-07-14T090500-0700",
    subject: "614173",
    experimenters: [],
    date: "2026-07-14T09:05:00-07:00",
    zone: "America/Los_Angeles",
    rigName: "4A",
    experiment: "",
    notes: "",
    directory,
  };
  const fileSystem = createFaultyFileSystem();
  const clock = createFakeClock();
  const journal = createSessionJournal(session, { fileSystem, clock, pid: 1 });
  const read = () => readJournal(sessionJournalPath(directory)).records;
  return { fileSystem, clock, journal, read };
}

const failed = { name: "hand-off", phase: "postSession", plugin: "watchdog", state: "failed" } as const;
const report = { ...failed, attempts: 1, milliseconds: 2, reason: "EIO" };

test("what could not be written comes before the next record, with its own time: a session that owes its hand-off says so", async () => {
  const { fileSystem, clock, journal, read } = createBench();
  const opened = clock.now().toISOString();
  journal.append({ type: "experimentEnded", outcome: "success" });
  for (const operation of ["file.append", "file.sync"] as const) {
    fileSystem.fail(operation, "EBUSY", { times: 1 });
    expect(() => journal.append({ type: "runnerSettled", report, kept: false })).toThrow(
      expect.objectContaining({ code: "JOURNAL_WRITE_FAILED" }),
    );
    await clock.advance(1_000);
  }
  journal.append({ type: "closed", exitCode: 8 });
  journal.close();
  expect(read().map(({ type, at }) => [type, Date.parse(at ?? "") - Date.parse(opened)])).toEqual([
    ["sessionOpened", 0],
    ["experimentEnded", 0],
    ["runnerSettled", 0],
    ["runnerSettled", 1_000],
    ["closed", 2_000],
  ]);
  expect(isUnfinished(restoreSession(read()))).toBe(true);
});

test("a write that could not be taken back at once loses no record: an experiment that ran would run again", () => {
  const { fileSystem, journal, read } = createBench();
  fileSystem.fail("file.append", "ENOSPC", { times: 1, half: true });
  fileSystem.fail("file.truncate", "ENOSPC", { times: 1 });
  const runner = { runner: "experiment", phase: "session", plugin: "launcher", attempt: 1 } as const;
  expect(() => journal.append({ type: "runnerStarted", ...runner })).toThrow("cannot write");
  journal.append({ type: "experimentEnded", outcome: "success" });
  journal.close();
  expect(read().map(({ type }) => type)).toEqual(["sessionOpened", "runnerStarted", "experimentEnded"]);
});

test("what is no JSON holds up nothing", () => {
  const { journal, read } = createBench();
  expect(() => journal.append({ type: "promptAnswered", key: "dose", value: 1n, source: "prompt" })).toThrow(
    "cannot write the journal",
  );
  journal.append({ type: "closed", exitCode: 0 });
  journal.close();
  expect(read().map(({ type }) => type)).toEqual(["sessionOpened", "closed"]);
});
