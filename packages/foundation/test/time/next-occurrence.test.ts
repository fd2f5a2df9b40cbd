import { nextOccurrence, type TimeOfDay } from "@rigline/foundation/time";
import { describe, expect, test } from "vitest";

const at = (text: string, offset: number | null = null): TimeOfDay => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(":").map(Number);
  return { hours, minutes, seconds, offset };
};

describe("by the clock on the wall in Los Angeles", () => {
  test.each([
    ["later today", "20:00:00", "2026-07-14T16:00:00Z", "2026-07-15T03:00:00.000Z"],
    ["tomorrow, when it is past", "08:00:00", "2026-07-14T16:00:00Z", "2026-07-15T15:00:00.000Z"],
    ["tomorrow, when it is this very moment", "09:00:00", "2026-07-14T16:00:00Z", "2026-07-15T16:00:00.000Z"],
    ["in a second", "09:00:00", "2026-07-14T15:59:59Z", "2026-07-14T16:00:00.000Z"],
    ["though UTC has another date", "20:00:00", "2026-07-15T02:59:00Z", "2026-07-15T03:00:00.000Z"],
    ["at midnight", "00:00:00", "2026-07-14T16:00:00Z", "2026-07-15T07:00:00.000Z"],
    ["over the end of the year", "01:00:00", "2026-12-31T23:00:00Z", "2027-01-01T09:00:00.000Z"],
    ["on the night that skips it (summer begins)", "02:30:00", "2026-03-08T08:00:00Z", "2026-03-08T10:30:00.000Z"],
    [
      "on the night that has it twice, the first time (summer ends)",
      "01:30:00",
      "2026-11-01T07:00:00Z",
      "2026-11-01T08:30:00.000Z",
    ],
    ["the night after", "20:00:00", "2026-10-31T12:00:00Z", "2026-11-01T03:00:00.000Z"],
    ["with fractions in the present", "09:00:00", "2026-07-14T15:59:59.250Z", "2026-07-14T16:00:00.000Z"],
  ])("%s", (_name, time, after, expected) => {
    expect(nextOccurrence(at(time), new Date(after), "America/Los_Angeles").toISOString()).toBe(expected);
  });
});

test.each([
  ["Asia/Kolkata", "2026-07-14T16:00:00Z", "2026-07-15T14:30:00.000Z"],
  ["Pacific/Chatham", "2026-07-14T16:00:00Z", "2026-07-15T07:15:00.000Z"],
  ["UTC", "2026-07-14T16:00:00Z", "2026-07-14T20:00:00.000Z"],
])("in %s", (zone, after, expected) => {
  expect(nextOccurrence(at("20:00:00"), new Date(after), zone).toISOString()).toBe(expected);
});

test.each([
  [0, "2026-07-14T20:00:00.000Z"],
  [-420, "2026-07-15T03:00:00.000Z"],
  [330, "2026-07-15T14:30:00.000Z"],
  [840, "2026-07-15T06:00:00.000Z"],
])("a time with an offset of %i minutes is that zone's", (offset, expected) => {
  const after = new Date("2026-07-14T16:00:00Z");
  expect(nextOccurrence(at("20:00:00", offset), after, "America/Los_Angeles").toISOString()).toBe(expected);
});

test("is always in the future and at most 25 hours away, in every hour of a year", () => {
  for (let hour = 0; hour < 24 * 366; hour += 29) {
    const after = new Date(Date.UTC(2026, 0, 1, hour, 13));
    const wait = nextOccurrence(at("02:15:00"), after, "America/Los_Angeles").getTime() - after.getTime();
    expect(wait, after.toISOString()).toBeGreaterThan(0);
    expect(wait, after.toISOString()).toBeLessThanOrEqual(25 * 3_600_000);
  }
});
