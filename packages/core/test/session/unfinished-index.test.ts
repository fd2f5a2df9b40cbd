import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal } from "@rigline/foundation/journal";
import { sessionFilePath, sessionJournalPath } from "../../src/session/session-places.js";
import type { Session } from "../../src/session/session.js";
import { clearUnfinished, listUnfinished, markUnfinished, readMark } from "../../src/session/unfinished-index.js";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFaultyFileSystem } from "@rigline/foundation/testing";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "rigline-unfinished-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function writeSession(number: number, { finished = false, rigName = "4A", journal = true } = {}): Session {
  const date = `2026-07-14T09:${String(Math.floor(number / 60) % 60).padStart(2, "0")}:${String(number % 60).padStart(2, "0")}-07:00`;
  const name = `m1_${number}`;
  const directory = join(dataDir, "m1", name);
  const about = { subject: "m1", experimenters: [], date, zone: "UTC", rigName, experiment: "", notes: "" };
  const session: Session = { name, ...about, directory };
  mkdirSync(join(directory, ".rigline"), { recursive: true });
  writeFileSync(sessionFilePath(directory), JSON.stringify(session));
  if (!journal) return session;
  const opened = openJournal(sessionJournalPath(directory));
  opened.append({ type: "sessionOpened", session, pid: 1 });
  if (finished) {
    opened.append({ type: "experimentEnded", outcome: "success" });
    opened.append({ type: "closed", exitCode: 0 });
  }
  opened.close();
  return session;
}

const names = (rigName = "4A"): string[] => listUnfinished(nodeFileSystem, dataDir, rigName).map(({ name }) => name);

test("sessions of an older release are found once, and then no journal is read but of what is unfinished", () => {
  for (let number = 0; number < 30; number += 1) writeSession(number, { finished: number % 10 !== 0 });
  expect(names()).toEqual(["m1_20", "m1_10", "m1_0"]);
  // Nobody reads these again: what is written into them behind the launcher's back is not seen.
  for (let number = 1; number < 10; number += 1) rmSync(sessionJournalPath(join(dataDir, "m1", `m1_${number}`)));
  writeSession(40);
  expect(names()).toEqual(["m1_20", "m1_10", "m1_0"]);
});

test("a session is told from its mark to its end, and those of other rigs are theirs", () => {
  const session = writeSession(1);
  markUnfinished(nodeFileSystem, session);
  markUnfinished(nodeFileSystem, writeSession(2, { rigName: "5B" }));
  expect([names(), names("5B")]).toEqual([["m1_1"], ["m1_2"]]);
  clearUnfinished(nodeFileSystem, session.directory);
  expect(names()).toEqual([]);
});

test("one that was finished elsewhere is taken off the list by whoever looks", () => {
  markUnfinished(nodeFileSystem, writeSession(1, { finished: true }));
  expect(names()).toEqual([]);
  expect(readdirSync(join(dataDir, ".rigline", "unfinished"))).toEqual([]);
});

test("one whose own records are gone is still known, and what it was too", () => {
  const session = writeSession(1);
  markUnfinished(nodeFileSystem, session);
  rmSync(join(session.directory, ".rigline"), { recursive: true });
  expect(listUnfinished(nodeFileSystem, dataDir, "4A")).toMatchObject([
    {
      name: "m1_1",
      unfinished: true,
      problem: "its journal is missing or empty: it was lost, or the launcher died before the session was opened",
      session: { subject: "m1" },
    },
  ]);
  expect(readMark(nodeFileSystem, session.directory)).toEqual(session);
});

test("a data folder that has moved has its marks with it", () => {
  markUnfinished(nodeFileSystem, writeSession(1));
  const moved = `${dataDir}-moved`;
  renameSync(dataDir, moved);
  dataDir = moved;
  expect(listUnfinished(nodeFileSystem, moved, "4A")).toMatchObject([
    { directory: join(moved, "m1", "m1_1"), problem: undefined },
  ]);
});

test("without a place for the marks the journals tell, each time", () => {
  writeSession(1);
  writeFileSync(join(dataDir, ".rigline"), "a file in its way");
  expect([names(), names()]).toEqual([["m1_1"], ["m1_1"]]);
});

test("a mark that can't be read hides no other, and a data folder that is not there has none", () => {
  markUnfinished(nodeFileSystem, writeSession(1));
  writeFileSync(join(dataDir, ".rigline", "unfinished", "m1_0.json"), "{");
  expect(names()).toEqual(["m1_1"]);
  expect(listUnfinished(nodeFileSystem, join(dataDir, "absent"), "4A")).toEqual([]);
  expect(readFileSync(join(dataDir, ".rigline", "unfinished", "m1_0.json"), "utf8")).toBe("{");
});

test("a mark that can't be taken away is looked at again by the next start", () => {
  const session = writeSession(1, { finished: true });
  markUnfinished(nodeFileSystem, session);
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("remove", "EBUSY", { times: 1 });
  expect(listUnfinished(fileSystem, dataDir, "4A")).toEqual([]);
  expect(readdirSync(join(dataDir, ".rigline", "unfinished"))).toEqual(["m1_1.json"]);
  expect(listUnfinished(fileSystem, dataDir, "4A")).toEqual([]);
  expect(readdirSync(join(dataDir, ".rigline", "unfinished"))).toEqual([]);
});
