import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessRequest, ProcessRunner } from "@rigline/core";
import { parseWatchConfig } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import { DaemonControl } from "../../src/daemon/daemon-control.js";
import { WatchdogChannels } from "../../src/notify/channel-tester.js";
import { makeParts, type PartChanges } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const { signal } = new AbortController();
const NOTIFY = [{ channel: "slack", url: { file: "slack.txt" } }];

/** A rig on which `rigline-watchdog` prints this and ends so. */
function makeRig(printed: unknown, code: number, changes: PartChanges = {}, isInstalled = true) {
  const folder = temporaryFolder();
  const asked: ProcessRequest[] = [];
  const run: ProcessRunner["run"] = async (request) => {
    asked.push(request);
    for (const line of JSON.stringify(printed, undefined, 2).split("\n")) request.onLine?.(line, "stdout");
    return { reason: "exit", code, signal: undefined, milliseconds: 1, stderrTail: [], summary: `exited with ${code}` };
  };
  const made = makeParts(folder, { processes: { run }, ...changes });
  const host = { ...made.host, findProgram: () => (isInstalled ? "/rig/rigline-watchdog.js" : undefined) };
  const parts = { ...made, host };
  const open = (): WatchdogChannels => new WatchdogChannels(parts, new DaemonControl(parts));
  return { folder, asked, test: (channel?: string) => open().test({ channel, signal }) };
}

describe("the channels of a rig", () => {
  test("are tried by the daemon's own command, with the watch config that it will read, and told as it tells them", async () => {
    const error = {
      code: "NOTIFY_REFUSED",
      message: "slack.com answered 404",
      todo: "Correct it.",
      where: {},
      why: "x",
    };
    const channels = [{ name: "slack", sent: false, error }];
    const rig = makeRig({ configFile: "x", channels }, 9, { options: { notify: NOTIFY } });
    expect(await rig.test("slack")).toEqual({
      setIn: `the section \`watchdog\` of ${join(rig.folder, "rigline.config.yaml")}`,
      channels,
      notes: [],
      exitCode: 9,
    });
    const file = join(rig.folder, "flags", ".rigline", "watch_config.yml");
    expect(rig.asked.map(({ command }) => command.slice(1))).toEqual([
      ["/rig/rigline-watchdog.js", "notify", "test", "-c", file, "slack", "--json"],
    ]);
    const { rigline } = parseWatchConfig(readFileSync(file, "utf8"), { file }).config;
    expect(rigline.notify).toMatchObject([{ channel: "slack", url: { file: join(rig.folder, "slack.txt") } }]);
  });

  test("are those of the watch config where the rig has one of its own; that the section names some too is told", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "watch_config.yml");
    mkdirSync(join(folder, "flags"));
    writeFileSync(
      file,
      JSON.stringify({ flag_dir: join(folder, "flags"), manifest_complete: join(folder, "complete") }),
    );
    const options = { watch_config: file, flag_dir: undefined, notify: NOTIFY };
    const rig = makeRig({ channels: [{ name: "teams", sent: true, error: null }] }, 0, { options });
    expect(await rig.test()).toMatchObject({
      setIn: file,
      exitCode: 0,
      notes: [expect.stringContaining("names channels too, which have no effect") as string],
    });
    expect(rig.asked[0]?.command).not.toContain("");
    const silent = makeRig({ channels: [] }, 0, { options: { ...options, notify: [] } });
    expect((await silent.test()).notes).toEqual([]);
  });

  test("that are none, or that nobody would use, are told with where they are set", async () => {
    const none = makeRig({}, 0);
    await expect(none.test()).rejects.toMatchObject({
      code: "CHANNELS_NOT_SET",
      exit: "config",
      message: expect.stringContaining(`the section \`watchdog\` of ${none.folder}`) as string,
    });
    expect(none.asked).toEqual([]);
    const foreign = makeRig({}, 0, {
      options: { service: "external", notify: NOTIFY },
      environment: { WATCHDOG_EXE: "/aind/watchdog.exe" },
    });
    await expect(foreign.test()).rejects.toMatchObject({ code: "CHANNELS_WITHOUT_EFFECT", exit: "config" });
    const absent = makeRig({}, 0, { options: { notify: NOTIFY } }, false);
    await expect(absent.test()).rejects.toMatchObject({ code: "DAEMON_PROGRAM_MISSING" });
  });

  test("of which the daemon's command says why it can't try them: its error, with its exit code and where they are set", async () => {
    const error = { code: "NOTIFY_NO_CHANNEL", message: "no channel slck", todo: "Give another.", why: "it has slack" };
    const rig = makeRig({ error, exitCode: 3 }, 3, { options: { notify: NOTIFY } });
    await expect(rig.test("slck")).rejects.toMatchObject({
      code: "NOTIFY_NO_CHANNEL",
      exitCode: 3,
      message: "no channel slck",
      why: expect.stringMatching(/^it has slack\nchannels are set in the section/) as string,
    });
    const strange = makeRig("nothing", 1, { options: { notify: NOTIFY } });
    await expect(strange.test()).rejects.toMatchObject({ code: "CHANNELS_NOT_TESTED", exit: "handOff" });
  });
});
