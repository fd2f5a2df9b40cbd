import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openJournal } from "@rigline/foundation/journal";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { makeStatus } from "@rigline/foundation/status";
import { rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import {
  describeHold,
  type DestinationHold,
  holdFor,
  holdJournalPath,
  parseHold,
  readDestinationHolds,
} from "../../src/hold/index.js";
import { tellHold } from "../../src/hold/tell-hold.js";

const AT = { now: new Date("2026-11-29T12:00:00Z"), zone: "America/Los_Angeles" };
const parse = (text: string) => parseHold("/central/.rigline-hold", Buffer.from(text), AT);

test.each([
  ["", { mode: "pause" }],
  ["  \n", { mode: "pause" }],
  ["why: new disks\nwho: ada", { mode: "pause", why: "new disks", who: "ada" }],
  ["mode: drain", { mode: "drain" }],
  ['{"mode": "throttle", "rate": 20}', { mode: "throttle", bytesPerSecond: 20e6 }],
  ["mode: throttle\nrate: 1.5 GB/s", { mode: "throttle", bytesPerSecond: 1.5e9 }],
  ["until: 2026-11-30 08:00", { mode: "pause", until: "2026-11-30T16:00:00.000Z" }],
  ["until: 2026-11-30T08:00:00+01:00", { mode: "pause", until: "2026-11-30T07:00:00.000Z" }],
  ["until: 2026-11-28", { mode: "none", until: "2026-11-28T08:00:00.000Z" }],
  ['why: "a\\u001bb\\n c"', { mode: "pause", why: "a\\x1bb c" }],
  // As Notepad of Windows saves it.
  ["\uFEFFMode: Drain\r\nWhy: new disks\r\nWho: 4711\r\nUntil:\r\n", { mode: "drain", why: "new disks", who: "4711" }],
  ["\uFEFF\r\n", { mode: "pause" }],
  ["# back on Monday\n", { mode: "pause" }],
  ["New disks!\r\nBack on Monday: call Ada\r\n", { mode: "pause", why: "New disks! Back on Monday: call Ada" }],
  ["Drain\r\n", { mode: "drain" }],
])("%j is read as what its owner means", (text, hold) => {
  expect(parse(text)).toEqual({ file: "/central/.rigline-hold", ...hold });
});

test("what Windows calls Unicode is read too, empty or not", () => {
  const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le");
  const read = (text: string) => parseHold("/central/.rigline-hold", utf16(text), AT);
  expect([read(""), read("\r\n"), read("mode: drain\r\n")]).toMatchObject([
    { mode: "pause" },
    { mode: "pause" },
    { mode: "drain" },
  ]);
  expect(read("\r\n")).not.toHaveProperty("damage");
});

test.each([
  ["mode: stop", /mode/],
  ["mode: throttle", /throttle without a rate/],
  ["mode: throttle\nrate: quick", /rate.*20 MB\/s/],
  ["mode: throttle\nrate: -1", /rate/],
  ["until: tomorrow", /until is no date: tomorrow/],
  ["until: '20:00'", /until is no date/],
  ["mode: [", /./],
  ["- pause", /./],
  ["mode = drain", /keys and values/],
  ["moving disks\nuntil: Monday", /./],
  ["a\0b", /zero byte/],
  ["wy: a typo", /wy/],
])("%j is damaged, and pauses", (text, damage) => {
  expect(parse(text)).toEqual({
    file: "/central/.rigline-hold",
    mode: "pause",
    damage: expect.stringMatching(damage) as string,
  });
});

const hold = (file: string, rest: Partial<DestinationHold> = {}): DestinationHold => ({
  file: resolve(file),
  mode: "pause",
  ...rest,
});

test("a file holds for what is below its folder; the gravest counts, and the slowest rate", () => {
  const slow = hold("/central/a/.rigline-hold", { mode: "throttle", bytesPerSecond: 1e6 });
  const slower = hold("/central/.rigline-hold", { mode: "throttle", bytesPerSecond: 1e5 });
  const drain = hold("/central/a/b/.rigline-hold", { mode: "drain" });
  const holds = [slow, slower, drain];
  expect(holdFor(holds, "/central/a/b/c")).toBe(drain);
  expect(holdFor(holds, "/central/a/c")).toBe(slower);
  expect(holdFor(holds, "/centralized")).toBeUndefined();
});

test("what a daemon noted is read until the file is gone or its time is over", () => {
  const flag = mkdtempSync(join(tmpdir(), "rigline-hold-"));
  onTestFinished(() => rmSync(flag, { recursive: true, force: true }));
  expect(readDestinationHolds(nodeFileSystem, flag, AT.now)).toEqual([]);
  const note = (file: string, record: object): void => {
    const journal = openJournal(holdJournalPath(flag, file), { fileSystem: nodeFileSystem, clock: systemClock });
    journal.appendAll([{ type: "destinationHold", at: "2026-11-29T11:00:00Z", file, ...record }]);
    journal.close();
  };
  note("/a/.rigline-hold", { mode: "drain", who: "ada" });
  note("/b/.rigline-hold", { mode: "pause", until: "2026-11-29T12:00:00Z" });
  note("/c/.rigline-hold", { mode: "pause" });
  note("/c/.rigline-hold", { mode: "none" });
  const [held, ...others] = readDestinationHolds(nodeFileSystem, flag, AT.now);
  expect([held, others]).toEqual([
    { file: "/a/.rigline-hold", mode: "drain", who: "ada", since: "2026-11-29T11:00:00Z" },
    [],
  ]);
});

test("it is said what it is, by whom and why", () => {
  const said = [
    hold("/a/f", { why: "new disks", who: "ada" }),
    hold("/a/f", { mode: "drain", who: "ada" }),
    hold("/a/f", { mode: "throttle", bytesPerSecond: 20e6 }),
    hold("/a/f", { damage: "it is no file" }),
  ].map((one) => describeHold({ ...one, file: "/a/f" }));
  expect(said).toEqual([
    "paused by the destination's owner: new disks, says ada (/a/f)",
    "the destination's owner lets nothing new begin: says ada (/a/f)",
    "held to 20.0 MB a second by the destination's owner (/a/f)",
    "paused by the destination's owner: the file can't be read (it is no file), so nothing is sent (/a/f)",
  ]);
});

test("a status says it of what it holds up, and of nothing else", () => {
  const pause = hold("/a/f");
  expect(tellHold(makeStatus("queued", { detail: "waiting" }), pause).detail).toMatch(/^paused by/);
  const slow = hold("/a/f", { mode: "throttle", bytesPerSecond: 1e6 });
  expect(tellHold(makeStatus("copying", { detail: "half" }), slow).detail).toMatch(/^half; held to 1\.0 MB/);
  for (const status of [makeStatus("stuck", { isOver: true }), makeStatus("submitted")])
    expect(tellHold(status, pause)).toBe(status);
  const copying = makeStatus("copying", { detail: "half" });
  expect(tellHold(copying, hold("/a/f", { mode: "drain" }))).toBe(copying);
});
