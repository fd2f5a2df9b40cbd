import { userInfo } from "node:os";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { followFile, writeFollowProgress, writeFollowRequest } from "@rigline/manifest/follow";
import { describe, expect, test } from "vitest";
import { followRequest, SESSION } from "../support/followed-rig.js";
import { configure, createRig, partsFor, type Rig, runOnce } from "../support/rig.js";
import { runMain } from "../support/run-main.js";
import { startTransferService } from "../support/transfer-service.js";

/** A rig with one job that is done, and one that is parked; held too, where it is to be released. */
async function workedRig(isHeld: boolean): Promise<Rig> {
  const rig = createRig();
  rig.hand("done");
  rig.hand("bad", { destination: "relative" });
  await runOnce(partsFor(rig));
  if (isHeld) await runMain("hold", "-c", rig.config, "bad");
  return rig;
}

/** Who would run it: root is refused. */
const ACCOUNT = userInfo().username === "root" ? ["--user", "daemon"] : [];

type Case = readonly [
  name: string,
  argv: (rig: Rig) => readonly string[],
  document: unknown,
  wrong: (rig: Rig) => readonly string[],
  code: string,
];

const absent = (rig: Rig): string => join(rig.root, "absent.yml");
const ofJob = (command: string, document: object, ...more: readonly string[]): Case => [
  command,
  (rig) => [command, "-c", rig.config, "bad", ...more],
  [expect.objectContaining({ name: "bad", asked: command, ...document })],
  (rig) => [command, "-c", rig.config, "bda", ...more],
  "JOB_NOT_FOUND",
];

const LISTED = [expect.objectContaining({ name: "bad", step: "parked" }), expect.objectContaining({ name: "done" })];

const CASES: readonly Case[] = [
  [
    "status",
    (rig) => ["status", "-c", rig.config],
    LISTED,
    (rig) => ["status", "-c", absent(rig)],
    "WATCH_CONFIG_UNREADABLE",
  ],
  ["jobs", (rig) => ["jobs", "-c", rig.config], LISTED, () => ["jobs"], "CLI_USAGE"],
  [
    "show",
    (rig) => ["show", "-c", rig.config, "done"],
    expect.objectContaining({ name: "done", history: expect.any(Array) as unknown }),
    (rig) => ["show", "-c", rig.config, "doen"],
    "JOB_NOT_FOUND",
  ],
  ofJob("hold", { result: "asked" }),
  ofJob("release", { result: "asked" }),
  ofJob("cancel", { result: "asked" }, "--reason", "a test"),
  ofJob("redrive", { result: "asked" }),
  [
    "redrive --all",
    (rig) => ["redrive", "--all", "-c", rig.config],
    [expect.objectContaining({ name: "bad" })],
    (rig) => ["redrive", "-c", rig.config],
    "CLI_USAGE",
  ],
  [
    "verify",
    (rig) => ["verify", join(rig.destination, "done")],
    expect.objectContaining({ result: "whole", list: "inventory" }),
    (rig) => ["verify", join(rig.destination, "doen")],
    "VERIFY_NO_FOLDER",
  ],
  [
    "check",
    (rig) => ["check", join(rig.complete, "manifest_done.yml")],
    [expect.objectContaining({ problems: [] })],
    () => ["check", "--by", "9.9", "x"],
    "CLI_USAGE",
  ],
  [
    "stop",
    (rig) => ["stop", "-c", rig.config],
    { flagFolder: expect.any(String) as unknown, daemon: null, started: null },
    () => ["stop", "--nwo"],
    "CLI_USAGE",
  ],
  [
    "install",
    (rig) => ["install", "--print", "-c", rig.config, ...ACCOUNT],
    expect.objectContaining({ file: expect.any(String) as unknown, commands: expect.any(Array) as unknown }),
    (rig) => ["install", "-c", absent(rig)],
    "WATCH_CONFIG_UNREADABLE",
  ],
  [
    "uninstall",
    (rig) => ["uninstall", "-c", rig.config, ...ACCOUNT],
    expect.objectContaining({ installed: false, wasInstalled: false, notes: [] }),
    (rig) => ["uninstall", "-c", absent(rig)],
    "WATCH_CONFIG_UNREADABLE",
  ],
  [
    "restart",
    (rig) => ["stop", "-c", rig.config, "--now"],
    expect.anything(),
    (rig) => ["restart", "-c", absent(rig)],
    "WATCH_CONFIG_UNREADABLE",
  ],
];

describe("every command prints one document with --json, and one that says why when it fails", () => {
  test.each(CASES)("%s", async (name, argv, document, wrong, code) => {
    const rig = await workedRig(name === "release");
    const good = await runMain(...argv(rig), "--json");
    expect([good.code, good.stderr]).toEqual([0, ""]);
    expect(JSON.parse(good.stdout)).toEqual(document);
    const bad = await runMain(...wrong(rig), "--json");
    const told = JSON.parse(bad.stdout) as { error: { code: string; todo: string }; exitCode: number };
    expect(told).toMatchObject({ error: { code, todo: expect.stringMatching(/./) as string }, exitCode: bad.code });
    expect(bad.code).toBeGreaterThan(0);
    // People are told as before.
    expect(bad.stderr).toMatch(/^error/);
  });

  test("notify test, of each channel", async () => {
    const service = await startTransferService((response) => response.writeHead(200).end());
    const rig = createRig();
    configure(rig, {
      notify: [{ channel: "ntfy", url: { env: "RIGLINE_NOT_SET" } }],
    });
    const bad = await runMain("notify", "test", "-c", rig.config, "--json");
    expect(JSON.parse(bad.stdout)).toEqual({
      configFile: rig.config,
      channels: [{ name: "ntfy", sent: false, error: expect.objectContaining({ code: "NOTIFY_SECRET_MISSING" }) }],
    });
    expect([bad.code, service.posts]).toEqual([3, []]);
    const none = await runMain("notify", "test", "-c", rig.config, "nfty", "--json");
    expect(JSON.parse(none.stdout)).toMatchObject({ error: { code: "NOTIFY_NO_CHANNEL" }, exitCode: 3 });
  });

  test("the daemon itself in one line, as its events are; without --json nothing is printed for programs", async () => {
    const rig = createRig();
    const { stdout, code } = await runMain("-c", absent(rig), "--json");
    expect([stdout.trimEnd().split("\n").length, code]).toEqual([1, 3]);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "WATCH_CONFIG_UNREADABLE" }, exitCode: 3 });
    expect((await runMain("status", "-c", absent(rig))).stdout).toBe("");
  });
});

describe("what aind-watchdog-service is started with is explained", () => {
  test.each([
    [
      ["-f", "a", "-m", "b", "-w", "c"],
      "-f: write `flag_dir`",
      "-m: write `manifest_complete`",
      "-w: write `webhook_url`",
    ],
    [["--flag-dir", "a"], "write `flag_dir` into the watch config"],
    [["--manifest-complete", "a"], "write `manifest_complete` into the watch config"],
    [["--webhook-url", "a"], "write `webhook_url` into the watch config"],
    [["--test"], "`rigline doctor --send-test` sends a test session"],
    [["-v"], "--version"],
    [["status", "-f", "a"], "write `flag_dir` into the watch config"],
  ])("%j", async (argv, ...told) => {
    const { code, stderr } = await runMain(...argv);
    expect(code).toBe(2);
    for (const part of told) expect(stderr).toContain(part);
  });
});

test("status tells of sessions that are copied while they run, and with --all programs are told all of it", async () => {
  const rig = await workedRig(false);
  const status = (...more: readonly string[]) => runMain("status", "-c", rig.config, ...more);
  const request = followRequest(rig, { launcher: process.pid });
  writeFollowRequest(nodeFileSystem, rig.flag, request);
  expect((await status()).stdout).not.toContain(SESSION);
  configure(rig, { follow: true });
  expect((await status()).stdout).toMatch(
    new RegExp(`${SESSION}: copied while it runs\\n.*\\n +data +no daemon has looked`),
  );
  const progress = { at: "2026-07-14T16:10:00.000Z", files: 2, bytes: 4000, waiting: 1, held: "the disk is busy" };
  writeFollowProgress(nodeFileSystem, followFile(rig.flag, rig.data, "progress"), progress);
  writeFollowRequest(nodeFileSystem, rig.flag, { ...request, endedNs: "1" });
  expect((await status()).stdout).toMatch(
    /2 files, 4\.0 kB copied and verified, 1 more seen[^]*rests +the disk is busy\n[^]*kept +for 3 days/,
  );
  const { stdout } = await status("--json", "--all");
  expect(JSON.parse(stdout)).toEqual({
    flagFolder: rig.flag,
    watcher: null,
    holds: [],
    followed: [
      {
        session: SESSION,
        state: "copied while it ran, and to be published by its manifest",
        since: request.since,
        progress,
        source: rig.data,
        destination: rig.destination,
        keptDays: 3,
      },
    ],
    jobs: LISTED,
    aside: [],
    failingChannels: [],
    fleetTrouble: [],
  });
});

test("a command that is nothing without one of its own says which it has", async () => {
  const { code, stderr } = await runMain("notify");
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining("error: rigline-watchdog notify wants one of its commands: test\n"),
  ]);
});
