import { describe, expect, it } from "vitest";
import { formatDatetime } from "../../src/names/index.js";
import { catchError } from "../catch-error.js";
import { goldenJson } from "../golden.js";

const VERSIONS = ["0.12.0", "0.12.5", "0.13.9"];

describe("formatDatetime", () => {
  it.each(VERSIONS)("writes what aind-behavior-services %s writes", (version) => {
    const samples = goldenJson<{ datetime: string; format_datetime: string }[]>(
      `aind-behavior-services-${version}/format_datetime.json`,
    );
    expect(samples.length).toBeGreaterThan(4);
    for (const sample of samples) expect(formatDatetime(sample.datetime)).toBe(sample.format_datetime);
  });

  it.each(VERSIONS)("makes the session names that %s makes", (version) => {
    for (const kind of ["utc", "offset", "naive_tz_los_angeles"]) {
      const session = goldenJson<{ date: string; subject: string; session_name: string }>(
        `aind-behavior-services-${version}/session_${kind}.json`,
      );
      expect(`${session.subject}_${formatDatetime(session.date)}`).toBe(session.session_name);
    }
  });

  it("refuses what is no date-time", () => {
    expect(catchError(() => formatDatetime("yesterday")).code).toBe("DATETIME_UNREADABLE");
  });
});
