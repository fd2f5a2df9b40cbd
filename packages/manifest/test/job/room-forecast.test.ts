import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "@rigline/foundation/journal";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, onTestFinished, test } from "vitest";
import { forecastRoom, isRoomShort, readRoomUses, roomFolder, roomJournalPath, type RoomUse } from "../../src/index.js";

const NOW = new Date("2026-07-28T20:00:00Z");

/** A session a day, for so many days until now. */
function daily(
  days: number,
  { bytes, free, waiting = 0 }: { bytes: number; free: number; waiting?: number },
): RoomUse[] {
  return Array.from({ length: days }, (_, index) => ({
    type: "room",
    at: new Date(NOW.getTime() - (days - 1 - index) * 86_400_000).toISOString(),
    root: "/central",
    jobs: 1,
    bytes,
    free: free + (days - 1 - index) * bytes,
    waiting,
  }));
}

test("the room lasts as long as sessions like those of the last two weeks leave some", () => {
  const forecast = forecastRoom(daily(30, { bytes: 10, free: 100 }), NOW);
  expect(forecast).toMatchObject({ root: "/central", free: 100, perSession: 10, waiting: 0 });
  expect(forecast?.perDay).toBeCloseTo((14 * 10) / 13, 5);
  expect(forecast?.days).toBe(9);
});

test("what waits has to find room as well: so many sessions of that size", () => {
  expect(forecastRoom(daily(14, { bytes: 10, free: 100, waiting: 3 }), NOW)).toMatchObject({ waiting: 30, days: 6 });
  expect(forecastRoom(daily(14, { bytes: 10, free: 20, waiting: 3 }), NOW)).toMatchObject({ days: 0 });
});

test("others that fill it as well are counted", () => {
  const uses = daily(14, { bytes: 10, free: 100 }).map((use, index) => ({ ...use, free: 100 + (13 - index) * 20 }));
  expect(forecastRoom(uses, NOW)?.days).toBe(4);
});

test("one day of many sessions is no habit, and what is long ago says nothing", () => {
  expect(forecastRoom(daily(1, { bytes: 10, free: 100 }), NOW)?.days).toBe(20);
  expect(forecastRoom(daily(14, { bytes: 10, free: 1 }), new Date("2026-09-01T00:00:00Z"))).toBeUndefined();
  expect(forecastRoom([], NOW)).toBeUndefined();
});

test("it is short with less than a week", () => {
  expect([6, 7].map(isRoomShort)).toEqual([true, false]);
});

test("it is read from the journals of the flag folder, one for each share or disk; a damaged one says nothing", () => {
  const flagFolder = mkdtempSync(join(tmpdir(), "rigline-room-"));
  onTestFinished(() => rmSync(flagFolder, { recursive: true, force: true }));
  expect(readRoomUses(nodeFileSystem, flagFolder).size).toBe(0);
  const uses = daily(2, { bytes: 10, free: 100 });
  const journal = openJournal(roomJournalPath(flagFolder, "/central"));
  journal.appendAll(uses);
  journal.close();
  expect([...readRoomUses(nodeFileSystem, flagFolder)]).toEqual([["/central", uses]]);
  mkdirSync(join(roomFolder(flagFolder), "0.jsonl"));
  writeFileSync(join(dirname(roomFolder(flagFolder)), "other"), "");
  expect(readRoomUses(nodeFileSystem, flagFolder).size).toBe(0);
});

test("further copies fill a share and not the rig, whose data they are once more", () => {
  const uses = daily(14, { bytes: 10, free: 100 }).map((use) => ({ ...use, furtherBytes: 6 }));
  const forecast = forecastRoom(uses, NOW);
  expect(forecast?.perDay).toBeCloseTo((14 * 10) / 13, 5);
  expect(forecast?.ownPerDay).toBeCloseTo((14 * 4) / 13, 5);
  expect(forecastRoom(daily(14, { bytes: 10, free: 100 }), NOW)?.ownPerDay).toBeCloseTo((14 * 10) / 13, 5);
});
