import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { createDyingFileSystem } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { noteElsewhere } from "../../src/session/elsewhere.js";
import { summarizeSession } from "../../src/session/list-sessions.js";
import { adoptSession } from "../../src/sweep/adopt-session.js";
import { planNights } from "../../src/sweep/plan-nights.js";
import { keepNamesApart, leaveOut, listOwnFolders, planFound, QUIET_MS } from "../../src/sweep/plan-sweep.js";
import type { FoundSession } from "../../src/sweep/session-finder.js";
import { CORE, recordSession } from "../cli/recorded-session.js";
import { runRigline } from "../cli/run-rigline.js";
import { makeRig } from "../config/rig-folder.js";

/** Finds the one folder `old/x`, and hands off what is asked for: a line in `handed.txt` each. `state.txt`: what it says of all. */
const PLUGIN = `
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { definePlugin, HAND_OFF_READER, SESSION_FINDER } from ${JSON.stringify(CORE)};
const file = (name) => new URL(name, import.meta.url);
export default definePlugin({
  name: "porter",
  version: "1.0.0",
  provides: [
    {
      token: SESSION_FINDER,
      useFactory: () => ({
        find: async (folder) => {
          const directory = join(folder, "old", "x");
          if (existsSync(join(directory, ".rigline"))) return [];
          const base = { directory, name: "x", subject: "614173", experimenters: [], files: 1, bytes: 3, writtenAt: 0 };
          return [{ ...base, date: "2025-03-02T17:30:05Z", evidence: ["it lies there"] }];
        },
      }),
    },
    {
      token: HAND_OFF_READER,
      useFactory: () => ({
        read: async () => (existsSync(file("state.txt")) ? { state: readFileSync(file("state.txt"), "utf8"), detail: "" } : undefined),
        change: async ({ name }, change) => {
          if (existsSync(file("fails.txt")) && name === "x") throw new Error("the queue is away");
          appendFileSync(file("handed.txt"), name.replace(/_.*/, "_x") + " " + JSON.stringify(change) + "\\n");
          return { state: "rescheduled", detail: "" };
        },
      }),
    },
  ],
  hooks: {
    ready: ({ runners }) =>
      void runners.add({
        name: "porter",
        phase: "postSession",
        run: ({ session }) => appendFileSync(file("handed.txt"), "handed off " + basename(session.directory) + "\\n"),
      }),
  },
});
`;

test("what was never handed off is listed, asked about once, and handed off oldest first, a few in each night", async () => {
  const { folder } = await recordSession();
  writeFileSync(path.join(folder, "porter.mjs"), PLUGIN);
  const config = path.join(folder, "rigline.config.yaml");
  writeFileSync(config, `${readFileSync(config, "utf8")}plugins:\n  - use: ./porter.mjs\n`);
  const old = path.join(folder, "data", "old", "x");
  mkdirSync(old, { recursive: true });
  writeFileSync(path.join(old, "a.csv"), "123");
  const sweep = (...argv: string[]) => runRigline(folder, ["sweep", ...argv]);

  const dry = await sweep("--dry-run");
  expect(dry.out).toMatch(
    /^session +what\nx +hand off +\S+; 3 B; it lies there\n614173_\S+ +hand off .*Rigline recorded it/,
  );
  expect([dry.exitCode, dry.out.endsWith("Nothing was handed off.\n")]).toEqual([EXIT_CODES.success, true]);
  const nowhere = await sweep("rigline.config.yaml");
  expect([nowhere.exitCode, nowhere.err]).toEqual([2, expect.stringContaining("error SWEEP_NO_FOLDER: ") as string]);
  const empty = await sweep("--set", "data_dir=not-yet");
  expect([empty.exitCode, empty.out]).toEqual([0, expect.stringMatching(/^Nothing in .*not-yet looks like/) as string]);
  const unanswered = await sweep();
  expect(unanswered.exitCode).toBe(EXIT_CODES.usage);
  expect(unanswered.err).toMatch(/INPUT_NEEDED[^]*--yes/);
  expect(readdirSync(old)).toEqual(["a.csv"]);

  writeFileSync(path.join(folder, "fails.txt"), "");
  const failed = await sweep("--yes");
  expect(failed.out).toMatch(
    /x: failed: .*the queue is away\n614173_\S+: handed off: .*\nHanded off 1 session, 1 failed\.\n$/,
  );
  expect(failed.exitCode).not.toBe(EXIT_CODES.success);
  for (const name of ["fails.txt", "handed.txt"]) rmSync(path.join(folder, name));

  const done = await sweep("--yes", "--json", "--per-night", "1", "--at", "03:15");
  expect(done.exitCode, done.err).toBe(EXIT_CODES.success);
  const told = JSON.parse(done.out) as { sessions: { at: string; decision: string; recordedBy: string }[] };
  expect(told).toMatchObject({ folder: path.join(folder, "data"), handedOff: 2 });
  expect(told.sessions.map(({ decision, recordedBy }) => [decision, recordedBy])).toEqual([
    ["handed off", "rigline"],
    ["handed off", "rigline"],
  ]);
  const [first = "", second = ""] = told.sessions.map(({ at }) => at);
  expect(Math.round((Date.parse(second) - Date.parse(first)) / 3_600_000)).toBe(24);
  const lines = readFileSync(path.join(folder, "handed.txt"), "utf8").trim().split("\n");
  expect(lines).toEqual([
    `x {"do":"reschedule","to":"${first}"}`,
    "handed off x",
    `614173_x {"do":"reschedule","to":"${second}"}`,
  ]);
  expect(summarizeSession(nodeFileSystem, old)).toMatchObject({ name: "x", outcome: "success", unfinished: false });
  // Nothing is written above a folder that lies in no data folder.
  expect(readdirSync(path.dirname(old))).toEqual(["x"]);

  // One on another disk is told of from then on too, for as long as that is there.
  const disk = path.join(folder, "disk");
  mkdirSync(path.join(disk, "old", "x"), { recursive: true });
  const standing = async () => JSON.parse((await runRigline(folder, ["status", "--json"])).out) as { total: number };
  expect([(await sweep(disk, "--yes")).exitCode, (await standing()).total]).toEqual([EXIT_CODES.success, 3]);
  writeFileSync(path.join(folder, "data/.rigline/elsewhere/damaged.json"), "{");
  renameSync(disk, `${disk}-away`);
  expect((await standing()).total).toBe(2);
  renameSync(`${disk}-away`, disk);
  rmSync(path.join(folder, "data/.rigline/elsewhere"), { recursive: true });

  writeFileSync(path.join(folder, "state.txt"), "complete");
  const again = await sweep("--yes");
  expect(again.out).toMatch(/^Nothing in .*\nof 2 more it is known what became of them/);
});

test("a rig without a plugin that hands off sweeps nothing", async () => {
  const folder = makeRig({ "rigline.config.yaml": "data_dir: data\n" });
  const { exitCode, err } = await runRigline(folder, ["sweep"]);
  expect([exitCode, err]).toEqual([EXIT_CODES.config, expect.stringContaining("HAND_OFF_BY_NOBODY") as string]);
  for (const wrong of [
    ["--per-night", "0"],
    ["--at", "8 o'clock"],
    ["--at", "20:00Z"],
  ])
    expect((await runRigline(folder, ["sweep", ...wrong])).exitCode).toBe(EXIT_CODES.usage);
});

const FOUND: FoundSession = {
  directory: "/data/x",
  name: "x",
  subject: "614173",
  experimenters: [],
  date: "2025-03-02T17:30:05Z",
  evidence: ["its name"],
  files: 1,
  bytes: 3,
  writtenAt: 0,
};

test.each([
  [{}, "hand off", "its name"],
  [{ writtenAt: 1 }, "stays", "it was written to in the last 1 h, so it may still be recorded"],
  [{ files: 0 }, "stays", "there is no file in it"],
  [{ doubt: "two animals" }, "stays", "two animals"],
  [{ subject: "a:b" }, "stays", expect.stringContaining("no folder name may have") as string],
  [{ handedOff: "its manifest waits" }, "known", "its manifest waits"],
])("of %o it is said: %s: %s", (change, decision, why) => {
  expect(planFound({ ...FOUND, ...change }, QUIET_MS).row).toMatchObject({ decision, why });
});

test("one that lies in the data folder itself, and is noted since it was swept up, is one", () => {
  const dataDir = makeRig({ "s/.rigline/session.json": "{}" });
  const session = path.join(dataDir, "s");
  noteElsewhere(nodeFileSystem, dataDir, session);
  expect(listOwnFolders(nodeFileSystem, dataDir)).toEqual([session]);
});

test("of folders of one name, in whatever letters, none is offered by itself", () => {
  const at = (directory: string, name: string, change = {}) =>
    planFound({ ...FOUND, directory, name, ...change }, QUIET_MS);
  const known = { handedOff: "its manifest waits" };
  const all = [at("/a", "M1_caf\u00e9"), at("/b", "m1_cafe\u0301"), at("/c", "y"), at("/d", "Y", known)];
  expect(keepNamesApart(all).map(({ row, found }) => [row.decision, row.why, found !== undefined])).toEqual([
    ["stays", '/b has its name too; to hand off this one: rigline sweep "/a"', false],
    ["stays", '/a has its name too; to hand off this one: rigline sweep "/b"', false],
    ["stays", '/d has its name too; to hand off this one: rigline sweep "/c"', false],
    ["known", "its manifest waits", false],
  ]);
});

test("what is named with --except stays, and a name that none has is no name", () => {
  const all = [planFound({ ...FOUND, name: "M1_a" }, QUIET_MS), planFound({ ...FOUND, name: "M1_b" }, QUIET_MS)];
  expect(leaveOut(all, ["M1_b"]).map(({ row, found }) => [row.decision, found?.name])).toEqual([
    ["hand off", "M1_a"],
    ["stays", undefined],
  ]);
  expect(() => leaveOut(all, ["M1_bb"])).toThrow(/no session M1_bb.*"M1_b"\?/);
});

test("what was written to in the last hour is not offered", () => {
  const decide = (now: number): string => planFound({ ...FOUND, writtenAt: 1000 }, now).row.decision;
  expect([decide(1000 + QUIET_MS - 1), decide(1000 + QUIET_MS)]).toEqual(["stays", "hand off"]);
});

test("killed at any step, a folder is no session yet, or a whole one whose experiment is over", () => {
  for (let changes = 0; ; changes += 1) {
    const directory = path.join(makeRig({ "x/a.csv": "1" }), "x");
    const adopt = (fileSystem = nodeFileSystem) =>
      adoptSession(
        { fileSystem, clock: systemClock, pid: 1, rigName: "4A", user: "ada", by: "ada@rig" },
        { ...FOUND, directory },
      );
    const dying = createDyingFileSystem(changes);
    try {
      adopt(dying);
    } catch {
      // As a killed process ends.
    }
    if (!nodeFileSystem.exists(path.join(directory, ".rigline"))) adopt();
    const { problem, outcome, session, unfinished } = summarizeSession(nodeFileSystem, directory);
    expect([problem, outcome, unfinished], `after ${changes} changes`).toEqual([undefined, "success", true]);
    expect(session).toMatchObject({ directory, experimenters: ["ada"], rigName: "4A" });
    if (!dying.isDead) break;
  }
});

test("nights begin by the clock on the wall, also when it is put back", () => {
  const at = { hours: 20, minutes: 0, seconds: 0, offset: null };
  const now = new Date("2026-10-31T12:00:00-07:00");
  const nights = planNights(5, { at, perNight: 2 }, { now, zone: "America/Los_Angeles" });
  expect(nights.map((night) => night.toISOString())).toEqual([
    "2026-11-01T03:00:00.000Z",
    "2026-11-01T03:00:00.000Z",
    "2026-11-02T04:00:00.000Z",
    "2026-11-02T04:00:00.000Z",
    "2026-11-03T04:00:00.000Z",
  ]);
});
