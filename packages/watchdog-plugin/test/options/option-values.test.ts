import { describe, expect, test } from "vitest";
import { ScheduleTimeSchema } from "../../src/options/option-values.js";

describe("a schedule time", () => {
  test.each([
    ["20:00:00", "20:00:00"],
    ["20:00", "20:00:00"],
    ["8:05", "08:05:00"],
    [" 23:59:59 ", "23:59:59"],
    ["00:00:00", "00:00:00"],
    ["20:00:00.500000", "20:00:00"],
    // What PyYAML makes of 20:00:00, 20:00, 1:00 and 23:59:59 without quotes.
    [72_000, "20:00:00"],
    [1200, "20:00:00"],
    [60, "01:00:00"],
    [86_399, "23:59:59"],
    [null, null],
  ])("%j is read as %j", (written, read) => {
    expect(ScheduleTimeSchema.parse(written)).toBe(read);
  });

  test.each([
    "20:00:00Z",
    "20:00:00-07:00",
    "24:00",
    "20:60",
    "20",
    "8 pm",
    "",
    "2026-07-14T20:00:00",
    0,
    20,
    2000,
    86_400,
    1200.5,
    -60,
  ])("%j is refused with what to write instead", (written) => {
    const { error } = ScheduleTimeSchema.safeParse(written);
    expect(error?.issues[0]?.message).toContain('such as "20:00:00"');
  });

  test("every number that YAML 1.1 makes of an unquoted time is read as that time", () => {
    const wrong: string[] = [];
    for (let minute = 60; minute < 1440; minute += 1) {
      const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:00`;
      if (ScheduleTimeSchema.parse(minute) !== time) wrong.push(`${minute} as hours and minutes`);
      if (ScheduleTimeSchema.parse(minute * 60) !== time) wrong.push(`${minute * 60} as seconds`);
    }
    expect(wrong).toEqual([]);
  });

  test("a list is no time", () => {
    expect(ScheduleTimeSchema.safeParse(["20:00"]).error?.issues[0]?.message).toContain("null for at once");
  });
});
