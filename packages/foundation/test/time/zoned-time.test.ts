import { readFileSync } from "node:fs";
import { nameTime, readWallTime, toZonedDate } from "@rigline/foundation/time";
import { describe, expect, test } from "vitest";

/** Printed by format_datetime of aind-behavior-services 0.13.9; 0.12.0 and 0.12.5 print the same. */
const golden = JSON.parse(readFileSync(new URL("golden/format_datetime.json", import.meta.url), "utf8")) as readonly {
  datetime: string;
  format_datetime: string;
}[];

test.each(golden)("$datetime stands in names as the Python twin writes it", ({ datetime, format_datetime }) => {
  const time = readWallTime(datetime);
  expect(time && nameTime(time)).toBe(format_datetime);
});

describe("wall time in a zone", () => {
  test.each([
    ["America/Los_Angeles", "2026-07-14T16:05:00Z", "2026-07-14T09:05:00-07:00"],
    ["America/Los_Angeles", "2026-01-15T16:00:00Z", "2026-01-15T08:00:00-08:00"],
    ["UTC", "2026-03-02T17:30:05.999Z", "2026-03-02T17:30:05Z"],
    ["Etc/UTC", "2026-03-02T17:30:05Z", "2026-03-02T17:30:05Z"],
    ["Europe/London", "2026-01-15T08:00:00Z", "2026-01-15T08:00:00Z"],
    ["Europe/London", "2026-07-15T08:00:00Z", "2026-07-15T09:00:00+01:00"],
    ["Asia/Kathmandu", "2026-02-28T00:00:00Z", "2026-02-28T05:45:00+05:45"],
    ["America/St_Johns", "2026-02-28T09:15:00Z", "2026-02-28T05:45:00-03:30"],
    ["Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01T00:00:00+14:00"],
    ["Pacific/Pago_Pago", "2026-01-01T10:59:59Z", "2025-12-31T23:59:59-11:00"],
  ])("%s at %s", (zone, instant, expected) => {
    expect(toZonedDate(new Date(instant), zone)).toBe(expected);
  });

  test.each([
    // Clocks go forward: 02:00 to 03:00 does not exist.
    ["2026-03-08T09:59:59Z", "2026-03-08T01:59:59-08:00"],
    ["2026-03-08T10:00:00Z", "2026-03-08T03:00:00-07:00"],
    // Clocks go back: 01:00 to 02:00 comes twice, told apart by the offset, in names too.
    ["2026-11-01T08:30:00Z", "2026-11-01T01:30:00-07:00"],
    ["2026-11-01T09:30:00Z", "2026-11-01T01:30:00-08:00"],
    ["2026-11-01T10:00:00Z", "2026-11-01T02:00:00-08:00"],
    // Midnight is hour 00, not 24.
    ["2026-07-14T07:00:00Z", "2026-07-14T00:00:00-07:00"],
    ["2028-02-29T12:00:00Z", "2028-02-29T04:00:00-08:00"],
  ])("at the edges of summer time: %s", (instant, expected) => {
    expect(toZonedDate(new Date(instant), "America/Los_Angeles")).toBe(expected);
  });

  test("is the same instant, all through a year in zones of every kind", () => {
    const zones = ["America/Los_Angeles", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "UTC"];
    for (const zone of zones) {
      for (
        let at = Date.parse("2026-01-01T00:00:00Z");
        at < Date.parse("2027-01-01T00:00:00Z");
        at += 30 * 60_000 * 31
      ) {
        expect(Date.parse(toZonedDate(new Date(at), zone))).toBe(at);
      }
    }
  });
});
