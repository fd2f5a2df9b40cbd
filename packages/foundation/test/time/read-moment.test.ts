import { expect, test } from "vitest";
import { readMoment } from "../../src/time/index.js";

const NOW = new Date("2026-07-14T16:05:00Z");
const ZONE = "America/Los_Angeles";

test.each([
  ["now", "2026-07-14T16:05:00.000Z"],
  ["20:00", "2026-07-15T03:00:00.000Z"],
  ["8:30:00", "2026-07-15T15:30:00.000Z"],
  ["20:00Z", "2026-07-14T20:00:00.000Z"],
  ["2026-07-16", "2026-07-16T07:00:00.000Z"],
  ["2026-12-16 20:00", "2026-12-17T04:00:00.000Z"],
  ["2026-07-16T20:00:00+02:00", "2026-07-16T18:00:00.000Z"],
  // Skipped as daylight saving begins: as far after the jump.
  ["2027-03-14T02:30", "2027-03-14T10:30:00.000Z"],
])("%s is %s by the clock on the wall", (text, moment) => {
  expect(readMoment(text, NOW, ZONE)?.toISOString()).toBe(moment);
});

test.each(["", "soon", "25:00", "2026-13-01", "tomorrow 20:00"])("%j is no moment", (text) => {
  expect(readMoment(text, NOW, ZONE)).toBeUndefined();
});
