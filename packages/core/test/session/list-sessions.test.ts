import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepSummaries } from "../../src/session/kept-summaries.js";
import { planSession } from "../../src/session/plan-session.js";
import { findSession, findUnfinished, listFolders, listSessionsIn } from "../../src/session/list-sessions.js";
import { openSessionFolder } from "../../src/session/open-session-folder.js";
import { addToSessionJournal, createSessionJournal, reopenSessionJournal } from "../../src/session/session-journal.js";
import { sessionFilePath, sessionJournalPath } from "../../src/session/session-places.js";
import type { SessionRecord } from "../../src/session/session-record.js";
import type { Session } from "../../src/session/session.js";
import { createFakeClock, createFaultyFileSystem } from "@rigline/foundation/testing";
import { type FileSystem, nodeFileSystem } from "@rigline/foundation/platform";

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "rigline-data-"));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const succeeded: SessionRecord[] = [
  { type: "experimentEnded", outcome: "success" },
  { type: "closed", exitCode: 0 },
];

function record(subject: string, now: string, records: readonly SessionRecord[], rigName = "4A"): Session {
  const clock = createFakeClock({ now });
  const session = openSessionFolder(
    nodeFileSystem,
    planSession({ subject, experimenters: [], dataDir, rigName, clock }),
  );
  const journal = createSessionJournal(session, { fileSystem: nodeFileSystem, pid: process.pid, clock });
  for (const each of records) journal.append(each);
  journal.close();
  return session;
}

function settled(name: string, state: "done" | "failed"): SessionRecord {
  const report = { name, phase: "postSession", plugin: "p", state, attempts: 1, milliseconds: 1 } as const;
  return { type: "runnerSettled", report: state === "failed" ? { ...report, reason: "no" } : report, kept: false };
}

describe("the list", () => {
  test("has the newest session first, whatever its subject and zone", () => {
    record("b", "2026-07-14T16:05:00Z", succeeded);
    record("a", "2026-07-15T16:05:00Z", succeeded);
    record("b", "2026-07-13T16:05:00Z", succeeded);
    expect(listSessionsIn(nodeFileSystem, dataDir).map(({ name }) => name)).toEqual([
      "a_2026-07-15T090500-0700",
      "b_2026-07-14T090500-0700",
      "b_2026-07-13T090500-0700",
    ]);
  });

  test("has no folder into which the daemon publishes, and every session that has lost its records", () => {
    mkdirSync(join(dataDir, "central", "614173", ".rigline", "inventories"), { recursive: true });
    mkdirSync(join(dataDir, "b", "b_lost", ".rigline", "logs"), { recursive: true });
    mkdirSync(join(dataDir, "b", "b_empty", ".rigline"), { recursive: true });
    expect(listSessionsIn(nodeFileSystem, dataDir).map(({ name }) => name)).toEqual(["b_lost", "b_empty"]);
  });

  test("made again and again reads a journal again when it has grown, and not before", () => {
    const read: string[] = [];
    const counting: FileSystem = {
      ...nodeFileSystem,
      read: (path) => {
        read.push(path);
        return nodeFileSystem.read(path);
      },
    };
    const summarize = keepSummaries(counting);
    const list = (): unknown[] => listSessionsIn(counting, dataDir, summarize).map(({ outcome }) => outcome);
    const [grows, stays] = [record("b", "2026-07-14T16:05:00Z", []), record("a", "2026-07-13T16:05:00Z", succeeded)];
    expect(list()).toEqual([undefined, "success"]);
    expect(read.splice(0)).toEqual([stays, grows].map(({ directory }) => sessionJournalPath(directory)));
    expect(list()).toEqual([undefined, "success"]);
    expect(read).toEqual([]);
    const parts = { fileSystem: nodeFileSystem, clock: createFakeClock() };
    addToSessionJournal(grows, { type: "experimentEnded", outcome: "failed" }, parts);
    expect(list()).toEqual(["failed", "success"]);
    expect(read).toEqual([sessionJournalPath(grows.directory)]);
  });

  test("tells of each what its journal says", () => {
    const session = record("614173", "2026-07-14T16:05:00Z", [
      { type: "experimentEnded", outcome: "failed", reason: "exit 3" },
      settled("map", "done"),
      settled("transfer", "failed"),
      { type: "runnerStarted", runner: "notify", phase: "postSession", plugin: "p", attempt: 1 },
      { type: "handOff", state: "published", detail: "7 files" },
    ]);
    expect(listSessionsIn(nodeFileSystem, dataDir)).toEqual([
      {
        name: "614173_2026-07-14T090500-0700",
        subject: "614173",
        directory: session.directory,
        date: "2026-07-14T09:05:00-07:00",
        session,
        outcome: "failed",
        reason: "exit 3",
        ended: true,
        runners: [
          { name: "map", state: "done" },
          { name: "transfer", state: "failed", reason: "no" },
          { name: "notify", state: "running" },
        ],
        handOff: { state: "published", detail: "7 files" },
        notes: [],
        experiment: undefined,
        unfinished: true,
        damage: undefined,
        problem: undefined,
      },
    ]);
  });

  test("passes over what is no session", () => {
    record("614173", "2026-07-14T16:05:00Z", succeeded);
    mkdirSync(join(dataDir, "614173", "notes"));
    writeFileSync(join(dataDir, "614173", "readme.txt"), "");
    writeFileSync(join(dataDir, "file"), "");
    expect(listSessionsIn(nodeFileSystem, dataDir)).toHaveLength(1);
    expect(listSessionsIn(nodeFileSystem, join(dataDir, "absent"))).toEqual([]);
    expect(listSessionsIn(nodeFileSystem, join(dataDir, "file"))).toEqual([]);
  });

  test("reads a session with a torn, a damaged and a lost journal as far as it goes", () => {
    const torn = record("torn", "2026-07-14T16:05:03Z", succeeded);
    appendFileSync(sessionJournalPath(torn.directory), '{"sum":"0000');
    const damaged = record("damaged", "2026-07-14T16:05:02Z", succeeded);
    const journal = sessionJournalPath(damaged.directory);
    writeFileSync(journal, readFileSync(journal, "utf8").replace("4A", "4B"));
    const lost = record("lost", "2026-07-14T16:05:01Z", succeeded);
    rmSync(sessionJournalPath(lost.directory));
    const empty = record("empty", "2026-07-14T16:05:00Z", succeeded);
    rmSync(sessionFilePath(empty.directory));
    writeFileSync(sessionJournalPath(empty.directory), "not a journal\n");
    const summaries = listSessionsIn(nodeFileSystem, dataDir).map(({ subject, outcome, problem }) => ({
      subject,
      outcome,
      problem,
    }));
    expect(summaries).toEqual([
      {
        subject: "lost",
        outcome: undefined,
        problem: "its journal is missing or empty: it was lost, or the launcher died before the session was opened",
      },
      {
        subject: "empty",
        outcome: undefined,
        problem: "its journal is missing or empty: it was lost, or the launcher died before the session was opened",
      },
      { subject: "torn", outcome: "success", problem: undefined },
      // Its first line is gone, and session.json says what the session is.
      { subject: "damaged", outcome: "success", problem: undefined },
    ]);
  });

  test("finds sessions where the disk is now, not where it was", () => {
    record("614173", "2026-07-14T16:05:00Z", succeeded);
    const moved = `${dataDir}-moved`;
    renameSync(dataDir, moved);
    try {
      const [summary] = listSessionsIn(nodeFileSystem, moved);
      expect(summary?.session?.directory).toBe(summary?.directory);
      expect(summary?.directory.startsWith(moved)).toBe(true);
    } finally {
      renameSync(moved, dataDir);
    }
  });

  test("of 500 sessions lists every one", () => {
    const template = record("614173", "2026-07-14T16:05:00Z", [
      settled("map", "done"),
      settled("transfer", "done"),
      ...succeeded,
    ]);
    const bytes = readFileSync(sessionJournalPath(template.directory));
    for (let number = 0; number < 500; number += 1) {
      const path = sessionJournalPath(join(dataDir, `subject ${number % 50}`, `session ${number}`));
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, bytes);
    }
    expect(listSessionsIn(nodeFileSystem, dataDir)).toHaveLength(501);
  });
});

describe("finding one to resume", () => {
  test("takes the newest that is unfinished", () => {
    record("a", "2026-07-15T16:05:00Z", succeeded);
    const wanted = record("b", "2026-07-14T16:05:00Z", []);
    record("b", "2026-07-13T16:05:00Z", []);
    expect(findUnfinished(nodeFileSystem, dataDir, "4A")?.name).toBe(wanted.name);
  });

  test("says when there is none, also when another rig that shares the folder has one", () => {
    record("a", "2026-07-15T16:05:00Z", succeeded);
    record("b", "2026-07-15T16:05:00Z", [], "4B");
    expect(findUnfinished(nodeFileSystem, dataDir, "4A")).toBeUndefined();
  });

  test("by name takes a finished one too, and a wrong name brings the nearest", () => {
    const { name } = record("a", "2026-07-15T16:05:00Z", succeeded);
    expect(findSession(nodeFileSystem, dataDir, name).name).toBe(name);
    expect(() => findSession(nodeFileSystem, dataDir, "a_2026-07-15T090501-0700")).toThrow(
      expect.objectContaining({
        code: "SESSION_NOT_FOUND",
        message: `there is no session a_2026-07-15T090501-0700 in ${dataDir}. Did you mean "${name}"?`,
      }),
    );
    expect(() => findSession(nodeFileSystem, dataDir, "yesterday's")).toThrow(
      expect.objectContaining({ message: `there is no session yesterday's in ${dataDir}.` }),
    );
    expect(() => findSession(nodeFileSystem, join(dataDir, "absent"), "a")).toThrow(
      expect.objectContaining({ code: "SESSION_NOT_FOUND", why: "there is none at all" }),
    );
  });

  test("refuses one that can't be read", () => {
    const { name, directory } = record("a", "2026-07-15T16:05:00Z", []);
    rmSync(sessionJournalPath(directory));
    expect(() => findSession(nodeFileSystem, dataDir, name)).toThrow(
      expect.objectContaining({ code: "SESSION_UNREADABLE", where: { file: directory } }),
    );
  });
});

describe("going on with a session's journal", () => {
  const clock = createFakeClock();

  test("records that it is resumed, in the same journal", () => {
    const { directory } = record("a", "2026-07-15T16:05:00Z", succeeded);
    const { journal, restored } = reopenSessionJournal(directory, {
      fileSystem: nodeFileSystem,
      pid: process.pid,
      clock,
    });
    expect(restored).toMatchObject({ outcome: "success", exitCode: 0 });
    expect(journal.records.map(({ type }) => type)).toEqual(["sessionOpened", "experimentEnded", "closed", "resumed"]);
    journal.close();
    expect(listSessionsIn(nodeFileSystem, dataDir)[0]?.unfinished).toBe(true);
  });

  test("a damaged line is told in the list, which passes over it", () => {
    const { directory } = record("a", "2026-07-15T16:05:00Z", succeeded);
    const path = sessionJournalPath(directory);
    writeFileSync(path, readFileSync(path, "utf8").replace('"exitCode":0', '"exitCode":7'));
    expect(listSessionsIn(nodeFileSystem, dataDir)).toMatchObject([
      { outcome: "success", damage: "line 3 of its journal is damaged (JOURNAL_DAMAGED)", problem: undefined },
    ]);
  });

  test("with a damaged line is refused, or passes over it where that is asked for", () => {
    const { directory } = record("a", "2026-07-15T16:05:00Z", succeeded);
    const path = sessionJournalPath(directory);
    writeFileSync(path, readFileSync(path, "utf8").replace('"success"', '"failed"'));
    expect(() => reopenSessionJournal(directory, { fileSystem: nodeFileSystem, pid: process.pid, clock })).toThrow(
      expect.objectContaining({ code: "JOURNAL_DAMAGED", where: { file: path, line: 2 } }),
    );
    const { journal, restored } = reopenSessionJournal(directory, {
      fileSystem: nodeFileSystem,
      pid: process.pid,
      clock,
      damaged: "skip",
    });
    // Whether the experiment was run is not known, so it is over: it must not be run twice.
    expect(restored).toMatchObject({ outcome: "failed", reason: expect.stringContaining("not known") });
    journal.close();
  });

  test("whose journal is lost is begun anew where that is asked for and somebody knows what it is", () => {
    const session = record("a", "2026-07-15T16:05:00Z", succeeded);
    rmSync(join(session.directory, ".rigline"), { recursive: true });
    const refused = { code: "SESSION_UNREADABLE" };
    expect(() =>
      reopenSessionJournal(session.directory, { fileSystem: nodeFileSystem, pid: process.pid, clock, known: session }),
    ).toThrow(expect.objectContaining(refused));
    expect(() =>
      reopenSessionJournal(session.directory, { fileSystem: nodeFileSystem, pid: process.pid, clock, damaged: "skip" }),
    ).toThrow(expect.objectContaining(refused));
    const { journal, restored } = reopenSessionJournal(session.directory, {
      fileSystem: nodeFileSystem,
      pid: process.pid,
      clock,
      damaged: "skip",
      known: session,
    });
    expect(restored).toMatchObject({ session, outcome: "failed", ended: false });
    expect(journal.records.map(({ type }) => type)).toEqual(["sessionOpened", "resumed"]);
    journal.close();
  });
});

test("a folder that is closed to this user holds no sessions; one that the disk can't read is told of", () => {
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("list", "EACCES", { times: 1 });
  expect(listFolders(fileSystem, tmpdir())).toEqual([]);
  fileSystem.fail("list", "EIO", { times: 1 });
  expect(() => listFolders(fileSystem, tmpdir())).toThrow("EIO");
});
