import { expect, test } from "vitest";
import { type AuditableCopy, bytesForTonight, inOrder } from "../../src/audit/audit-plan.js";

const DAY = 24 * 60 * 60 * 1000;
const NOW = new Date("2026-07-14T22:00:00Z");

function copy(file: string, daysAgo: number, more: Partial<AuditableCopy> = {}): AuditableCopy {
  return {
    file,
    digest: "d",
    name: file,
    folder: `/central/${file}`,
    listFile: "/list",
    bytes: 1000,
    readAt: NOW.getTime() - daysAgo * DAY,
    isDamaged: false,
    isProcessed: false,
    ...more,
  };
}

test("who waits longest is read first; what was found damaged goes before", () => {
  const copies = [
    copy("new", 1),
    copy("old", 80),
    copy("bad", 2, { isDamaged: true }),
    copy("told", 0, { isDamaged: true }),
  ];
  expect(inOrder(copies, NOW).map(({ file }) => file)).toEqual(["bad", "old", "new", "told"]);
  expect(inOrder([copy("old", 80), copy("of a wrong clock", -3000)], NOW)[0]?.file).toBe("of a wrong clock");
});

test.each([
  ["one of today is spread over all nights", [copy("a", 0)], Math.ceil(1000 / 90)],
  ["one that is overdue is read whole", [copy("a", 91), copy("b", 0)], 1000],
  ["several of one day share their nights", Array.from({ length: 90 }, (_, index) => copy(`${index}`, 0)), 1000],
  ["what is due soon counts over the nights that it has", [copy("a", 80), copy("b", 80)], 200],
  ["one that was read in days to come, by a wrong clock, is read whole", [copy("a", -3000)], 1000],
  ["nothing is to be read of nothing", [], 0],
])("%s", (_name, copies, bytes) => {
  expect(bytesForTonight(copies, NOW, 90)).toBe(bytes);
});

test("with as much each night no copy of a year's sessions waits longer than a quarter", () => {
  // Two sessions a day of very different sizes, and a daemon that runs every third night.
  const copies = Array.from({ length: 120 }, (_, index) =>
    copy(String(index), 90 - Math.floor(index / 2), { bytes: 10 + (index % 7) * 300 }),
  );
  let longest = 0;
  for (let night = 0; night < 180; night += 3) {
    const now = new Date(NOW.getTime() + night * DAY);
    let left = bytesForTonight(copies, now, 90);
    for (const one of inOrder(copies, now)) {
      if (left <= 0) break;
      left -= one.bytes;
      longest = Math.max(longest, (now.getTime() - one.readAt) / DAY);
      copies[copies.findIndex(({ file }) => file === one.file)] = { ...one, readAt: now.getTime() };
    }
  }
  expect(longest).toBeLessThanOrEqual(93);
});
