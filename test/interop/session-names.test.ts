import * as fc from "fast-check";
import { join } from "node:path";
import { formatDatetime } from "@rigline/manifest";
import { execa } from "execa";
import { beforeAll, expect, it } from "vitest";
import { planSession } from "../../packages/core/src/session/plan-session.js";
import { toAindSession } from "../../packages/core/src/session/open-session-folder.js";
import { INSTALL_TIMEOUT, PROGRAMS, pythonOf } from "./peers.js";
import { PYTHON_ENVIRONMENT } from "./python.js";

const SEED = Number(process.env["RIGLINE_SEED"] ?? process.env["TESTS_SEED"]);
const ZONES = [
  "America/Los_Angeles",
  "America/New_York",
  "America/St_Johns",
  "America/Sao_Paulo",
  "Europe/London",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "UTC",
  "Etc/GMT+12",
];

/** Seconds since 1970, also the last ones before and the first ones after a clock change in Los Angeles and London. */
const instant = fc.oneof(
  fc.integer({ min: Date.UTC(2000, 0) / 1000, max: Date.UTC(2024, 0) / 1000 }),
  fc.constantFrom(
    1_710_064_799,
    1_710_064_800,
    1_699_174_799,
    1_699_174_800,
    1_698_540_000,
    1_698_541_199,
    0,
    951_782_400,
  ),
);
const subject = fc.oneof(
  fc.constantFrom("614173", "000123", "mouse_001", "calibration"),
  fc.stringMatching(/^[A-Za-z0-9]{1,12}$/).filter((name) => !/^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(name)),
);
const samples = fc.sample(fc.tuple(instant, fc.constantFrom(...ZONES), subject), { seed: SEED, numRuns: 500 });

interface Reading {
  /** What the model names a session of the same instant. */
  readonly name: string;
  /** What it reads in a session that we wrote. */
  readonly read: Readonly<Record<string, unknown>>;
}

let readings: readonly Reading[] | undefined;
beforeAll(async () => {
  const python = await pythonOf("clabe 0.14.1 and watchdog 0.1.9");
  if (python === undefined) return;
  const input = JSON.stringify(samples.map((sample, index) => [...sample, toAindSession(sessions[index]!)]));
  const { stdout } = await execa(python, [join(PROGRAMS, "session_names.py")], { input, env: PYTHON_ENVIRONMENT });
  readings = JSON.parse(stdout) as Reading[];
}, INSTALL_TIMEOUT);

const sessions = samples.map(([seconds, zone, name]) =>
  planSession({
    subject: name,
    experimenters: ["jane.doe"],
    dataDir: "data",
    rigName: "rig-1",
    clock: { now: () => new Date(seconds * 1000 + 999), zone: () => zone },
  }),
);

it(`names ${samples.length} sessions as aind-behavior-services 0.13.9 does`, (context) => {
  if (readings === undefined) return context.skip("aind-behavior-services can't be installed");
  const theirs = readings.map(({ name }) => name);
  expect(
    sessions.map(({ name }) => name),
    `seed ${SEED}`,
  ).toEqual(theirs);
  expect(
    sessions.map((session) => `${session.subject}_${formatDatetime(session.date)}`),
    `seed ${SEED}`,
  ).toEqual(theirs);
});

it("writes sessions that its Session model reads as they were meant", (context) => {
  if (readings === undefined) return context.skip("aind-behavior-services can't be installed");
  for (const [index, { read }] of readings.entries()) {
    const meant = toAindSession(sessions[index]!);
    expect(read, `seed ${SEED}`).toEqual({ ...meant, date: expect.any(String) });
    expect(Date.parse(String(read["date"])), `seed ${SEED}`).toBe(samples[index]![0] * 1000);
  }
});
