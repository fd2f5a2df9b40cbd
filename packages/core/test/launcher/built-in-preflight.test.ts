import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LauncherConfigSchema, type LauncherConfigInput } from "../../src/config/launcher-config.js";
import { checkRig, type FreeSpace } from "../../src/launcher/built-in-preflight.js";
import type { Finding } from "../../src/lifecycle/lifecycle-hooks.js";
import { createFakeClock, type FakeClockOptions } from "../../src/testing/fake-clock.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-preflight-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Rig {
  readonly config?: Partial<LauncherConfigInput>;
  readonly clock?: FakeClockOptions;
  readonly free?: FreeSpace;
}

function check({ config = {}, clock = {}, free = () => 500e9 }: Rig = {}): readonly Finding[] {
  const values = LauncherConfigSchema.parse({
    data_dir: "data",
    experiment: { command: ["node", "task.js"] },
    ...config,
  });
  const resolved = { values, sections: {}, provenance: new Map(), file: undefined, folder, environment: {} };
  return checkRig(resolved, createFakeClock(clock), free);
}

function find(subject: string, rig: Rig = {}): Finding | undefined {
  return check(rig).find((finding) => finding.subject === subject);
}

test("a rig in order: everything is looked at, everything is ok, and no probe stays behind", () => {
  expect(check().map(({ level, subject }) => [subject, level])).toEqual([
    ["node", "ok"],
    ["data folder", "ok"],
    ["log folder", "ok"],
    ["disk space", "ok"],
    ["clock", "ok"],
    ["experiment", "ok"],
  ]);
  expect(readdirSync(folder, { recursive: true })).toEqual(["data", "local", join("local", ".temp")]);
});

describe("a folder that can't be written", () => {
  test("is an error with what to do, the other folder is still looked at, and the disk is not asked", () => {
    writeFileSync(join(folder, "file"), "");
    const asked: string[] = [];
    const free = (place: string): number => asked.push(place);
    const findings = check({ config: { data_dir: join("file", "data") }, free });
    expect(findings.find(({ subject }) => subject === "data folder")).toEqual({
      level: "error",
      subject: "data folder",
      message: expect.stringContaining(`${join(folder, "file", "data")} can't be written: ENOTDIR`) as string,
      todo: `Make ${join(folder, "file")} writable for this user, or name another folder in the config.`,
    });
    expect(findings.find(({ subject }) => subject === "log folder")?.level).toBe("ok");
    expect(asked).toEqual([]);
  });

  test("for the logs too", () => {
    writeFileSync(join(folder, "file"), "");
    expect(find("log folder", { config: { temp_dir: join("file", "logs") } })?.level).toBe("error");
    expect(existsSync(join(folder, "data"))).toBe(true);
  });
});

describe("disk space", () => {
  test.each<[string, number, number | undefined, Finding["level"], string]>([
    [
      "less than the forecast",
      19e9,
      20,
      "error",
      "19.0 GB free on the disk of DATA, but a session is forecast to need 20 GB",
    ],
    ["as much as the forecast", 20e9, 20, "ok", "20.0 GB free on the disk of DATA"],
    ["little, with a small forecast", 5e9, 1, "warning", "5.0 GB free on the disk of DATA"],
    ["little, without a forecast", 5e9, undefined, "warning", "5.0 GB free on the disk of DATA"],
    ["nothing at all", 0, undefined, "error", "0 B free on the disk of DATA"],
    ["less than nothing, as quotas have it", -4096, undefined, "error", "-4096 B free on the disk of DATA"],
    ["enough, without a forecast", 10e9, undefined, "ok", "10.0 GB free on the disk of DATA"],
    ["none", 0, 0.001, "error", "0 B free on the disk of DATA, but a session is forecast to need 0.001 GB"],
  ])("%s", (_title, free, forecast, level, message) => {
    const finding = find("disk space", {
      config: forecast === undefined ? {} : { forecast_gb: forecast },
      free: () => free,
    });
    expect(finding).toMatchObject({ level, message: message.replace("DATA", join(folder, "data")) });
    expect(finding?.todo !== undefined).toBe(level !== "ok");
  });

  test("that the system does not tell is a warning, not an end", () => {
    const finding = find("disk space", {
      free: () => {
        throw new Error("ENOSYS: function not implemented, statfs");
      },
    });
    expect(finding).toMatchObject({ level: "warning", message: expect.stringContaining("ENOSYS") as string });
  });

  test("is asked of the real disk otherwise", () => {
    const values = LauncherConfigSchema.parse({ data_dir: "data", forecast_gb: 1e9 });
    const resolved = { values, sections: {}, provenance: new Map(), file: undefined, folder, environment: {} };
    const finding = checkRig(resolved, createFakeClock()).find(({ subject }) => subject === "disk space");
    expect(finding).toMatchObject({
      level: "error",
      message: expect.stringMatching(/^\d+(\.\d)? [kMGT]?B free/) as string,
    });
  });
});

test.each<[string, FakeClockOptions, Finding["level"], string]>([
  [
    "a clock in the past",
    { now: "1970-01-01T00:03:00Z" },
    "error",
    "the clock says 1969-12-31 16:03:00-08:00 (America/Los_Angeles)",
  ],
  [
    "UTC",
    { zone: "UTC" },
    "warning",
    "2026-07-14 16:05:00Z (UTC): sessions will be named in UTC, and metadata wants local time with its zone",
  ],
  [
    "Etc/UTC",
    { zone: "Etc/UTC" },
    "warning",
    "2026-07-14 16:05:00Z (Etc/UTC): sessions will be named in UTC, and metadata wants local time with its zone",
  ],
  ["a city", { zone: "Europe/Berlin" }, "ok", "2026-07-14 18:05:00+02:00 (Europe/Berlin)"],
])("clock: %s", (_title, clock, level, message) => {
  expect(find("clock", { clock })).toMatchObject({ level, message });
});

test("a config without an experiment is a warning: plugins may be all there is", () => {
  expect(find("experiment", { config: { experiment: undefined } })?.level).toBe("warning");
  expect(find("experiment")).toEqual({ level: "ok", subject: "experiment", message: "node task.js" });
});

describe("the experiment's program", () => {
  test("that can't be found is an error before anything is recorded", () => {
    expect(find("experiment", { config: { experiment: { command: ["./no-such-program"] } } })).toMatchObject({
      level: "error",
      message: expect.stringContaining("no-such-program") as string,
    });
  });

  test("is shown without its secrets", () => {
    const command = ["node", "task.js", "--token=abc", "--password", "hunter2"];
    const message = find("experiment", { config: { experiment: { command } } })?.message;
    expect(message).toBe("node task.js --token=[secret] --password [secret]");
  });
});
