import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LauncherConfigSchema, type LauncherConfigInput } from "../../src/config/launcher-config.js";
import { FREE_SPACE, type FreeSpace } from "../../src/di/core-tokens.js";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { thisMachine } from "../../src/processes/machine.js";
import { checkRig } from "../../src/launcher/built-in-preflight.js";
import { openContainer } from "../../src/launcher/fill-container.js";
import type { Finding } from "../../src/lifecycle/lifecycle-hooks.js";
import { createFakeClock, type FakeClockOptions } from "@rigline/foundation/testing";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-preflight-"));
  writeFileSync(join(folder, "task.js"), "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Rig {
  readonly config?: Partial<LauncherConfigInput>;
  readonly clock?: FakeClockOptions;
  readonly free?: FreeSpace;
  readonly environment?: Readonly<Record<string, string>>;
}

const real = { fileSystem: nodeFileSystem, machine: thisMachine };

function check({ config = {}, clock = {}, free = () => 500e9, environment = {} }: Rig = {}): readonly Finding[] {
  const values = LauncherConfigSchema.parse({
    data_dir: "data",
    experiment: { command: ["node", "task.js"] },
    ...config,
  });
  const resolved = { values, sections: {}, provenance: new Map(), file: undefined, folder, environment };
  return checkRig({ ...real, resolved, clock: createFakeClock(clock), freeSpace: free });
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
  expect(readdirSync(folder, { recursive: true })).toEqual(["data", "local", "task.js", join("local", ".temp")]);
});

/** What the system says of a folder that would be below a file. */
const NO_FOLDER = process.platform === "win32" ? "EEXIST" : "ENOTDIR";

describe("a folder that can't be written", () => {
  test("is an error with what to do, the other folder is still looked at, and the disk is not asked", () => {
    writeFileSync(join(folder, "file"), "");
    const asked: string[] = [];
    const free = (place: string): number => asked.push(place);
    const findings = check({ config: { data_dir: join("file", "data") }, free });
    expect(findings.find(({ subject }) => subject === "data folder")).toEqual({
      level: "error",
      subject: "data folder",
      message: expect.stringContaining(`${join(folder, "file", "data")} can't be written: ${NO_FOLDER}`) as string,
      todo: `Move ${join(folder, "file")} away, which is a file, or name another folder in the config.`,
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
    ["less than a session's own files need", 0.9e9, undefined, "error", "900.0 MB free on the disk of DATA"],
    ["as little, where sessions are forecast to need less", 0.9e9, 0.1, "warning", "900.0 MB free on the disk of DATA"],
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
    // What may be deleted is called so in one place alone.
    if (level === "error") expect(finding?.todo).toContain("`rigline status` calls safe to delete");
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
    const freeSpace = openContainer().services.resolve(FREE_SPACE);
    const finding = checkRig({ ...real, resolved, clock: createFakeClock(), freeSpace }).find(
      ({ subject }) => subject === "disk space",
    );
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
  ["eight hours west of UTC", { zone: "Etc/GMT+8" }, "ok", "2026-07-14 08:05:00-08:00 (Etc/GMT+8)"],
  ["a city", { zone: "Europe/Berlin" }, "ok", "2026-07-14 18:05:00+02:00 (Europe/Berlin)"],
])("clock: %s", (_title, clock, level, message) => {
  expect(find("clock", { clock })).toMatchObject({ level, message });
});

test.each(["Pacific Standard Time", "UTC+8", "Not/AZone", "", "PST8PDT,M3.2.0,M11.1.0", "<-08>8"])(
  "clock: TZ=%s is none that Node knows, which reckons by UTC then",
  (TZ) => {
    expect(find("clock", { clock: { zone: "UTC" }, environment: { TZ } })).toEqual({
      level: "error",
      subject: "clock",
      message: `the variable TZ is ${JSON.stringify(TZ)}, which is no time zone that is known, so every local time is one of UTC`,
      todo: "Unset TZ, so that the system's own zone counts, or write a city's, such as TZ=America/Los_Angeles.",
    });
  },
);

test.each(["UTC", ":UTC", "Etc/GMT", "GMT0", "Zulu"])("clock: TZ=%s means UTC", (TZ) => {
  expect(find("clock", { clock: { zone: "UTC" }, environment: { TZ } })?.level).toBe("warning");
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

  test.skipIf(process.platform === "win32")(
    "without the right to be executed (not on Windows: no such right there)",
    () => {
      writeFileSync(join(folder, "x.sh"), "#!/bin/sh\n", { mode: 0o644 });
      expect(find("experiment", { config: { experiment: { command: ["./x.sh"] } } })).toEqual({
        level: "error",
        subject: "experiment",
        message: `the experiment's program ${join(folder, "x.sh")} has no right to be executed by this user`,
        todo: `Give it the right: chmod +x ${join(folder, "x.sh")}`,
      });
    },
  );

  test("that is a path of another system says so", () => {
    const command = [process.platform === "win32" ? "~\\bonsai.exe" : "C:\\Bonsai\\Bonsai.exe"];
    expect(find("experiment", { config: { experiment: { command } } })?.message).toMatch(
      /can't be found: .* \((?:it is a path of Windows|~ is not filled in)/,
    );
  });

  test("whose working folder is missing", () => {
    const finding = find("experiment", { config: { experiment: { command: ["node", "task.js"], directory: "away" } } });
    expect(finding).toMatchObject({
      level: "error",
      message: `the experiment's working folder ${join(folder, "away")} is no folder`,
    });
  });

  test("is shown without its secrets", () => {
    const command = ["node", "task.js", "--token=abc", "--password", "hunter2"];
    const message = find("experiment", { config: { experiment: { command } } })?.message;
    expect(message).toBe("node task.js --token=[secret] --password [secret]");
  });
});

describe("the experiment's script", () => {
  test.each([
    [["node", "exp.mjs"]],
    [["node", "--enable-source-maps", "exp.mjs", "--fast"]],
    [["node", "--import", "tsx", "exp.ts"]],
  ])("%j that does not exist is an error", (command) => {
    const script = command.find((part) => part.startsWith("exp")) ?? "";
    expect(find("experiment", { config: { experiment: { command } } })).toEqual({
      level: "error",
      subject: "experiment",
      message: `the experiment's script does not exist: ${join(folder, script)}`,
      todo: "Put it there, or correct experiment.command.",
    });
  });

  test("is looked for in the experiment's working folder, and found beside the config by chance", () => {
    mkdirSync(join(folder, "work"));
    const finding = find("experiment", { config: { experiment: { command: ["node", "task.js"], directory: "work" } } });
    expect(finding).toMatchObject({
      level: "error",
      message: `the experiment's script does not exist: ${join(folder, "work", "task.js")}`,
      todo: `Write ${join(folder, "task.js")}: relative paths of arguments start at experiment.directory, ${join(folder, "work")}.`,
    });
  });

  test.each([[["node", "-e", "0", "exp.mjs"]], [["node", "{session_directory}/made.mjs"]], [["node", "exp"]]])(
    "%j can't be told",
    (command) => {
      expect(find("experiment", { config: { experiment: { command } } })?.level).toBe("ok");
    },
  );
});

test("the text of an example in place of a value is a warning", () => {
  const config = { rig_name: "<rig>", experimenters: ["Ada Lovelace", "YOUR NAME"], notes: "", subject: "614173" };
  expect(check({ config }).filter(({ subject }) => subject === "config")).toMatchObject([
    { level: "warning", message: 'rig_name is "<rig>", which looks like the text of an example' },
    { message: 'experimenters is "YOUR NAME", which looks like the text of an example' },
  ]);
});
