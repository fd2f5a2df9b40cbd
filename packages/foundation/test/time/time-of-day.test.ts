import { formatTimeOfDay, readTimeOfDay } from "@rigline/foundation/time";
import { describe, expect, it } from "vitest";

describe("readTimeOfDay", () => {
  it.each([
    ["20:00:00", "20:00:00"],
    ["20:00", "20:00:00"],
    ["9:5:7", "09:05:07"],
    ["00:00:00", "00:00:00"],
    ["23:59:59", "23:59:59"],
    ["21:05:00.500000", "21:05:00"],
    ["20:00:00Z", "20:00:00Z"],
    ["20:00:00-07:00", "20:00:00-07:00"],
    ["20:00:00+0545", "20:00:00+05:45"],
    ["2026-03-02T20:00:00", "20:00:00"],
    ["2026-03-02T20:00:00-07:00", "20:00:00"],
  ])("reads %s as %s", (written, meant) => {
    const time = readTimeOfDay(written);
    expect(time && formatTimeOfDay(time)).toBe(meant);
  });

  it.each([
    "",
    "24:00:00",
    "20:60:00",
    "20:00:60",
    "8pm",
    "20",
    "20:00:00 PST",
    "2026-03-02",
    "20:00:00+99:00",
    "20:00:00-07",
    "20:00:00 Z",
    "23:59:60",
  ])("refuses %j", (written) => {
    expect(readTimeOfDay(written)).toBeUndefined();
  });

  it("tells whose clock is meant", () => {
    expect(readTimeOfDay("20:00:00")?.offset).toBeNull();
    expect(readTimeOfDay("20:00:00Z")?.offset).toBe(0);
    expect(readTimeOfDay("20:00:00-03:30")?.offset).toBe(-210);
  });
});
