import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createDyingFileSystem, createFakeClock } from "@rigline/foundation/testing";
import { findSession, listSessionsIn } from "../../src/session/list-sessions.js";
import { openSessionFolder } from "../../src/session/open-session-folder.js";
import { planSession } from "../../src/session/plan-session.js";
import { readSessionIn } from "../../src/session/read-session.js";
import { describeFormerName, planRelabel, relabelSession } from "../../src/session/relabel-session.js";
import { createSessionJournal } from "../../src/session/session-journal.js";
import { aindSessionFilePath, sessionFilePath, sessionJournalPath } from "../../src/session/session-places.js";
import type { Session } from "../../src/session/session.js";
import { listUnfinished, markUnfinished } from "../../src/session/unfinished-index.js";

const clock = createFakeClock();
const OLD = "614173_2026-07-14T090500-0700";
const NEW = "614174_2026-07-14T090500-0700";
const ADA = "ada@rig-1";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "rigline-relabel-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function record(subject = "614173"): Session {
  const plan = planSession({ subject, experimenters: ["ada"], dataDir, rigName: "4A", clock });
  const session = openSessionFolder(nodeFileSystem, plan);
  createSessionJournal(session, { fileSystem: nodeFileSystem, pid: 1, clock }).close();
  markUnfinished(nodeFileSystem, session);
  return session;
}

/** As the command does it: of what the folder says now. */
function relabel(directory: string, subject: string, fileSystem: FileSystem = nodeFileSystem): Session {
  const { session } = readSessionIn(nodeFileSystem, directory);
  const to = planRelabel(fileSystem, session, subject);
  relabelSession({ fileSystem, clock }, { from: session, to, by: ADA });
  return to;
}

/** What each of a session's records calls it. */
function names(directory: string): unknown {
  const json = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  const aind = json(aindSessionFilePath(directory));
  return [
    readSessionIn(nodeFileSystem, directory).session.name,
    json(sessionFilePath(directory))["name"],
    `${String(aind["session_name"])} of ${String(aind["subject"])}`,
    listUnfinished(nodeFileSystem, dataDir, "4A").map(({ name }) => name),
  ];
}

const ALL_NEW = [NEW, NEW, `${NEW} of 614174`, [NEW]];

test("a session of the wrong animal is another's in each of its records, with who and when, and its folder stays", () => {
  const { directory } = record();
  const session = relabel(directory, "614174");
  expect(session).toMatchObject({ name: NEW, subject: "614174", formerSubjects: ["614173"], directory });
  expect(names(directory)).toEqual(ALL_NEW);
  const last = readFileSync(sessionJournalPath(directory), "utf8").trim().split("\n").at(-1);
  expect(last).toContain(`"type":"relabelled","by":"${ADA}"`);
  expect(last).toContain(`"from":{"subject":"614173","name":"${OLD}"},"to":{"subject":"614174","name":"${NEW}"}`);
  expect(last).toContain(`"at":"${clock.now().toISOString()}"`);
});

test("it is found by the name that it has, and by each that it had, which tells the other", () => {
  const { directory } = record();
  relabel(directory, "614175");
  relabel(directory, "614176");
  relabel(directory, "614174");
  expect(listSessionsIn(nodeFileSystem, dataDir)).toMatchObject([{ name: NEW, subject: "614174", directory }]);
  const former = [OLD, OLD.replace("614173", "614175"), OLD.replace("614173", "614176")];
  for (const name of [...former, NEW])
    expect(findSession(nodeFileSystem, dataDir, name)).toMatchObject({ name: NEW, directory });
  for (const name of former) expect(describeFormerName(nodeFileSystem, directory, name)).toContain(`is called ${NEW}`);
  expect(describeFormerName(nodeFileSystem, directory, NEW)).toBeUndefined();
});

test("a launcher that is killed at any moment leaves the one name or the other, and asked again it ends where it would have", () => {
  let deaths = 0;
  for (let changes = 0; ; changes += 1) {
    rmSync(dataDir, { recursive: true });
    mkdirSync(dataDir);
    const { directory } = record();
    const dying = createDyingFileSystem(changes);
    try {
      relabel(directory, "614174", dying);
    } catch {
      // Killed; or a mark that could not be read counts as none.
    }
    expect([OLD, NEW]).toContain(readSessionIn(nodeFileSystem, directory).session.name);
    relabel(directory, "614174");
    expect(names(directory)).toEqual(ALL_NEW);
    expect(readFileSync(sessionJournalPath(directory), "utf8").match(/relabelled/g)).toHaveLength(1);
    if (!dying.isDead) break;
    deaths += 1;
  }
  expect(deaths).toBeGreaterThan(3);
});

test("of a session whose journal no longer says what it is, its own file is read with what was said last", () => {
  const { directory } = record();
  const dying = createDyingFileSystem(1);
  expect(() => relabel(directory, "614174", dying)).toThrow(/killed|session\.json/);
  const journal = sessionJournalPath(directory);
  const lines = readFileSync(journal, "utf8").split("\n");
  rmSync(journal);
  nodeFileSystem.writeNew(journal, Buffer.from(lines.filter((line) => !line.includes("sessionOpened")).join("\n")));
  expect(readSessionIn(nodeFileSystem, directory).session).toMatchObject({ name: NEW, formerSubjects: ["614173"] });
});

test("the name of another session, and a subject that can be no folder, are refused, and a way back is not", () => {
  const { directory } = record();
  const other = record("614174");
  const taken = { code: "SESSION_NAME_TAKEN", message: expect.stringContaining(basename(other.directory)) as string };
  expect(() => relabel(directory, "614174")).toThrow(expect.objectContaining(taken) as Error);
  expect(() => relabel(directory, "a/b")).toThrow(
    expect.objectContaining({ code: "SESSION_SUBJECT_INVALID" }) as Error,
  );
  relabel(other.directory, "614175");
  // Its folder still has the name.
  expect(() => relabel(directory, "614174")).toThrow(expect.objectContaining(taken) as Error);
  expect(() => relabel(directory, "614175")).toThrow(expect.objectContaining({ code: "SESSION_NAME_TAKEN" }) as Error);
  relabel(directory, "614176");
  expect(relabel(directory, "614173")).toMatchObject({ name: OLD, formerSubjects: ["614173", "614176"] });
});
