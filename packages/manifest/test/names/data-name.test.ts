import { describe, expect, it } from "vitest";
import { buildDataName, parseDataName } from "../../src/names/index.js";
import { catchError } from "../catch-error.js";

describe("buildDataName", () => {
  it.each([
    ["614173", "2026-07-14T09:05:00-07:00", "614173_2026-07-14_09-05-00"],
    ["behavior_123456", "2025-09-08T17:30:05.123456Z", "behavior_123456_2025-09-08_17-30-05"],
    ["614173", "2026-01-31T23:59:59-08:00", "614173_2026-01-31_23-59-59"],
    ["614173", "2026-03-02T10:15:00", "614173_2026-03-02_10-15-00"],
  ])("keeps the wall time of %s at %s", (label, iso, name) => {
    expect(buildDataName(label, iso)).toBe(name);
  });

  it("refuses what is no date-time", () => {
    expect(catchError(() => buildDataName("614173", "2026-02-30T10:00:00"))).toMatchObject({
      code: "DATETIME_UNREADABLE",
      message: expect.stringContaining("2026-02-30") as string,
    });
  });
});

describe("parseDataName", () => {
  it("takes apart what buildDataName made", () => {
    expect(parseDataName("behavior_123456_2025-09-08_17-30-05")).toEqual({
      label: "behavior_123456",
      datetime: "2025-09-08T17:30:05",
    });
  });

  it("leaves a date within the label alone", () => {
    expect(parseDataName("a_2025-09-08_17-30-05_2026-01-01_00-00-00")?.label).toBe("a_2025-09-08_17-30-05");
  });

  it.each([
    "",
    "614173",
    "614173_2026-07-14T090500-0700",
    "_2026-07-14_09-05-00",
    "614173_2026-07-14_09-05-00.x",
    "614173_2026-02-30_09-05-00",
    "614173_2026-07-14_25-05-00",
  ])("knows that %j has another form", (name) => {
    expect(parseDataName(name)).toBeUndefined();
  });
});
