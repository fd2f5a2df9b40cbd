import { describe, expect, it } from "vitest";
import { parseManifest } from "../../src/index.js";
import { catchError } from "../catch-error.js";
import { ACCEPTANCE, golden } from "../golden.js";

/** aind-watchdog-service 0.1.9 needs a name; its writer, clabe and Rigline make one. */
const NAMED_BY_US = ["new_no_name", "new_no_name_with_platform", "old_minimal_no_name"];

function read(name: string) {
  return parseManifest(golden("manifest-acceptance/cases", `${name}.yml`), { file: `${name}.yml` });
}

describe("parseManifest takes what aind-watchdog-service 0.1.9 takes", () => {
  const cases = Object.entries(ACCEPTANCE).map(([name, answers]) => ({ name, answer: answers["0.1.9"]! }));

  it.each(cases.filter(({ answer }) => answer.accepted))("$name, with the same values", ({ name, answer }) => {
    const { manifest } = read(name);
    expect(manifest.name).toBe(answer.name);
    expect(manifest.subjectId).toBe(String(answer.subject_id));
    expect(manifest.acquisitionDatetime).toBe(answer.acquisition_datetime);
    expect(manifest.destination).toBe(answer.destination);
  });

  it.each(cases.filter(({ answer }) => answer.accepted && answer.schedule_time !== undefined))(
    "$name, with the same time of day",
    ({ name, answer }) => {
      const wanted = answer.schedule_time === null ? null : answer.schedule_time!.replace(/\.\d+/, "");
      // An unquoted 20:00:00 is a number to a YAML 1.1 reader. The service takes it for 20:00 UTC; here it is what was written.
      const meant = name === "sched_unquoted_sexagesimal" ? "20:00:00" : wanted;
      expect(read(name).manifest.scheduleTime).toBe(meant);
    },
  );

  it.each(cases.filter(({ name, answer }) => !answer.accepted && !NAMED_BY_US.includes(name)))(
    "refuses $name, at the same key",
    ({ name, answer }) => {
      const error = catchError(() => read(name));
      const key = answer.message!.startsWith("ValueError: No data") ? "modalities" : /^\w+/.exec(answer.message!)?.[0];
      expect(error.where.path?.split(".")[0]).toBe(key);
      expect(error.where).toMatchObject({ file: `${name}.yml`, line: expect.any(Number) as number });
      expect(error.exitCode).toBe(9);
    },
  );

  it.each(NAMED_BY_US)("names %s as the service's writer would", (name) => {
    const platform = name === "new_no_name" ? "" : "behavior_";
    expect(read(name).manifest.name).toBe(`${platform}614173_2026-03-02_10-15-00`);
  });

  it("lists the keys that it ignores", () => {
    expect(read("extra_key").ignoredKeys).toEqual(["whatever"]);
    expect(read("old_extra_key").ignoredKeys).toEqual(["whatever"]);
    expect(read("new_minimal").ignoredKeys).toEqual([]);
  });
});
