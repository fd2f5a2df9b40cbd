import { AsyncResource } from "node:async_hooks";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { showLocalTime } from "@rigline/foundation/time";
import type { Launcher } from "../../src/launcher/launcher.js";
import { EVENTS, HAND_OFF_READER, UI } from "../../src/di/core-tokens.js";
import { guardProcess } from "../../src/plugins/process-guard.js";
import { pluginError } from "../../src/plugins/plugin-errors.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import { readJournal } from "@rigline/foundation/journal";
import { readSessionIn } from "../../src/session/read-session.js";
import { sessionJournalPath } from "../../src/session/session-places.js";
import { acquireSessionLock } from "../../src/session/session-lock.js";
import { cancelledPrompt, createScriptedUi } from "../../src/testing/scripted-ui.js";
import { WELL, useLauncherBench } from "./launcher-bench.js";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { systemLocks } from "@rigline/foundation/lock";

const bench = useLauncherBench();

function asStep(name: string): readonly string[] {
  return [`hookStarted ${name}`, `hookFinished ${name}`];
}

describe("a whole session", () => {
  test("is reported, closed in its journal with its exit code, and its log is kept beside the journal", async () => {
    const launcher = await bench.open();
    await launcher.start();
    await launcher.runSession();
    expect(await bench.isRigFree()).toBe(false);
    await launcher.close();
    const report = launcher.report();
    expect(report).toMatchObject({ outcome: "success", exit: "success", exitCode: 0, problems: [] });
    expect(report.logs).toBe(join(bench.folder, "logs", readdirSync(join(bench.folder, "logs"))[0] as string));
    expect(await bench.isRigFree()).toBe(true);
    expect(readSessionIn(nodeFileSystem, report.session.directory)).toMatchObject({ exitCode: 0, outcome: "success" });
    const kept = readFileSync(join(report.session.directory, ".rigline", "logs", "launcher.log"), "utf8");
    expect(kept).toContain(`starting: ${process.execPath}`);
    expect(kept).toContain(`session ${report.session.name} in ${report.session.directory}`);
    expect(kept).toMatch(/runner experiment is done after [^]*the experiment is over: success/);
  });

  test("every step is in its journal from the first hook to the last, with the answer that a hook asked for", async () => {
    const asking = definePlugin({
      name: "asking",
      version: "1.0.0",
      hooks: {
        ready: async (_payload, { services }) =>
          void (await services.resolve(UI).text({ key: "rig", message: "Which rig?" })),
      },
    });
    const launcher = await bench.open({ plugins: [asking] }, { answers: { rig: "4A" } });
    await launcher.start();
    await launcher.preflight();
    await launcher.runSession();
    await launcher.close();

    const { records } = readJournal(sessionJournalPath(launcher.report().session.directory));
    const told = records.map((record) => {
      const { hook, runner, report, key } = record as { [name: string]: string | undefined } & {
        report?: { name: string };
      };
      return [record.type, hook ?? runner ?? report?.name ?? key].filter((part) => part !== undefined).join(" ");
    });
    expect(told).toEqual([
      "sessionOpened",
      ...["configResolved"].flatMap(asStep),
      "hookStarted ready",
      "promptAnswered rig",
      "hookFinished ready",
      ...["preflight"].flatMap(asStep),
      "promptAnswered subject",
      "promptAnswered experimenters",
      "promptAnswered notes",
      ...["beforeSession", "sessionStarted"].flatMap(asStep),
      "runnerStarted experiment",
      "runnerSettled experiment",
      "experimentEnded",
      ...["experimentEnded", "sessionEnded", "teardown"].flatMap(asStep),
      "closed",
    ]);
    expect(records.map(({ at }) => Number.isNaN(Date.parse(at ?? "")))).not.toContain(true);
  });

  test("closing twice is closing once, and never throws", async () => {
    const torn: string[] = [];
    const plugin = definePlugin({
      name: "twice",
      version: "1.0.0",
      hooks: { ready: () => {}, teardown: () => void torn.push("teardown") },
    });
    const launcher = await bench.open({ plugins: [plugin] });
    await launcher.start();
    await launcher.close();
    await launcher.close();
    expect(torn).toEqual(["teardown"]);
  });

  test("what is said of the hand-off is kept in the journal while the plugin that knows is there", async () => {
    const plugin = definePlugin({
      name: "sender",
      version: "1.0.0",
      provides: HAND_OFF_READER,
      setup: () => ({ read: ({ name }) => Promise.resolve({ state: "published", detail: name }) }),
    });
    const launcher = await bench.open({ plugins: [plugin] });
    await launcher.start();
    await launcher.runSession();
    await launcher.close();
    const { session } = launcher.report();
    expect(readSessionIn(nodeFileSystem, session.directory).handOff).toEqual({
      state: "published",
      detail: session.name,
    });
  });

  test("a hand-off that can't be read is a warning in the log and no more", async () => {
    const plugin = definePlugin({
      name: "sender",
      version: "1.0.0",
      provides: HAND_OFF_READER,
      setup: () => ({ read: () => Promise.reject(new Error("the share is away")) }),
    });
    const launcher = await bench.open({ plugins: [plugin] });
    await launcher.start();
    await launcher.runSession();
    await launcher.close();
    const { exitCode, logs } = launcher.report();
    expect(exitCode).toBe(0);
    expect(readFileSync(join(logs, "launcher.log"), "utf8")).toContain("could not be read: the share is away");
  });
});

test("logs that can't be kept beside the journal are a warning, and the rig is free", async () => {
  const launcher = await bench.open({
    processes: {
      run: ({ environment }) => {
        writeFileSync(join(environment["RIGLINE_SESSION_DIRECTORY"] as string, ".rigline", "logs"), "in the way");
        return Promise.resolve(WELL);
      },
    },
  });
  await launcher.start();
  await launcher.runSession();
  await launcher.close();
  const { exitCode, logs } = launcher.report();
  expect(exitCode).toBe(0);
  expect(readFileSync(join(logs, "launcher.log"), "utf8")).toMatch(/WARNING - .*logs/);
  expect(await bench.isRigFree()).toBe(true);
});

describe("there is no report", () => {
  test("before a session", async () => {
    const launcher = await bench.open();
    expect(() => launcher.report()).toThrow(
      expect.objectContaining({ code: "LAUNCHER_NO_REPORT", why: 'the launcher is in the state "created"' }),
    );
    await launcher.close();
    expect(() => launcher.report()).toThrow(expect.objectContaining({ code: "LAUNCHER_NO_REPORT" }));
  });
});

describe("a session that can't be opened leaves the rig free and nothing behind", () => {
  async function refusal(launcher: Launcher, signal = new AbortController().signal): Promise<unknown> {
    await launcher.start();
    const error = await launcher.runSession({ session: signal, handOff: signal }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    await launcher.close();
    expect(await bench.isRigFree()).toBe(true);
    return error;
  }

  test("the folder can't be made", async () => {
    mkdirSync(join(bench.folder, "data"));
    writeFileSync(join(bench.folder, "data", "614173"), "");
    expect(await refusal(await bench.open())).toMatchObject({ code: "SESSION_FOLDER_FAILED", exitCode: 10 });
  });

  test("nobody to ask", async () => {
    expect(await refusal(await bench.open({}, { subject: undefined }))).toMatchObject({
      code: "INPUT_NEEDED",
      exitCode: 2,
    });
    expect(bench.sessionFolders()).toEqual([]);
  });

  test("a question is cancelled", async () => {
    const launcher = await bench.open({ ui: createScriptedUi({ subject: cancelledPrompt() }) }, { subject: undefined });
    expect(await refusal(launcher)).toMatchObject({ code: "PROMPT_CANCELLED", exitCode: 130 });
    expect(bench.sessionFolders()).toEqual([]);
  });

  test("a plugin vetoes it: who, why, what to do", async () => {
    const plugin = definePlugin({
      name: "water",
      version: "1.0.0",
      hooks: { beforeSession: ({ subject }) => ({ reason: `${subject} had its water today`, todo: "Come tomorrow." }) },
    });
    expect(await refusal(await bench.open({ plugins: [plugin] }))).toMatchObject({
      code: "SESSION_VETOED",
      exitCode: 6,
      message: "plugin water refused the session: 614173 had its water today",
      where: { plugin: "water", hook: "beforeSession" },
      todo: "Come tomorrow.",
    });
    expect(bench.sessionFolders()).toEqual([]);
  });

  test("it was interrupted before", async () => {
    const signal = AbortSignal.abort(new Error("interrupted by SIGINT"));
    const plugin = definePlugin({ name: "idle", version: "1.0.0", hooks: { ready: () => {} } });
    expect(await refusal(await bench.open({ plugins: [plugin] }), signal)).toMatchObject({
      code: "LAUNCHER_INTERRUPTED",
      exitCode: 130,
      message: "no session was opened: interrupted by SIGINT",
    });
    expect(bench.sessionFolders()).toEqual([]);
  });

  test("it is interrupted while a plugin looks at it", async () => {
    const controller = new AbortController();
    const plugin = definePlugin({
      name: "slow",
      version: "1.0.0",
      hooks: { beforeSession: () => controller.abort(new Error("interrupted by SIGINT")) },
    });
    const error = await refusal(await bench.open({ plugins: [plugin] }), controller.signal);
    expect(error).toMatchObject({ exitCode: 130 });
    expect(bench.sessionFolders()).toEqual([]);
  });
});

test("on a rig that is taken, nobody is asked anything", async () => {
  const lock = await acquireSessionLock(systemLocks, {
    pid: process.pid,
    rigName: bench.rigName,
    session: "614173_x",
    now: new Date("2026-07-14T16:05:00Z"),
  });
  const ui = createScriptedUi({ subject: "614174" });
  const launcher = await bench.open({ ui }, { subject: undefined });
  // Nor is a plugin started, which would touch what is in use.
  await expect(launcher.start()).rejects.toMatchObject({
    code: "SESSION_RUNNING",
    exitCode: 6,
    message: `rig ${bench.rigName} is taken: it is held by session 614173_x (pid ${process.pid}, since ${showLocalTime("2026-07-14T16:05:00.000Z")})`,
  });
  await launcher.close();
  expect(ui.asked).toEqual([]);
  await lock.release();
});

test("an error that nobody awaits counts for the exit code, but not where its plugin is not required", async () => {
  const plain = (name: string) => definePlugin({ name, version: "1.0.0" });
  const launcher = await bench.open({ plugins: [plain("camera"), { plugin: plain("notes"), required: false }] });
  const lose = (plugin: string): void =>
    launcher.stray(pluginError("PLUGIN_STRAY_ERROR", { what: `${plugin} lost something`, where: { plugin } }));
  await launcher.start();
  lose("notes");
  await launcher.runSession();
  expect(launcher.report()).toMatchObject({
    exitCode: 0,
    problems: [
      {
        code: "PLUGIN_DONE_WITHOUT",
        message: "notes lost something; notes is not required, so it is done without",
        where: { plugin: "notes" },
      },
    ],
  });
  lose("camera");
  await launcher.close();
  expect(launcher.report()).toMatchObject({ exitCode: 4, problems: [{}, { code: "PLUGIN_STRAY_ERROR" }] });
});

test("a listener that a plugin adds after its end is refused, and hears nothing", async () => {
  using guard = guardProcess({ onStray: () => undefined, plugins: () => [] });
  let listen = (): unknown => undefined;
  const heard: unknown[] = [];
  const late = definePlugin({
    name: "late",
    version: "1.0.0",
    needs: { events: EVENTS },
    hooks: {
      ready: (_payload, { needs }) =>
        void (listen = AsyncResource.bind(() => needs.events.onAny((name) => void heard.push(name)))),
      teardown: () => void listen(),
    },
  });
  const launcher = await bench.open({ plugins: [late], guard });
  await launcher.start();
  await launcher.close();
  expect(heard).not.toEqual([]);
  const before = heard.length;
  expect(listen).toThrow(
    expect.objectContaining({
      code: "PLUGIN_GONE",
      message: 'Plugin "late" added a listener of all events after its end',
      where: { plugin: "late" },
    }),
  );
  expect(heard).toHaveLength(before);
});

describe("interrupted before the session", () => {
  test("while a plugin's module loads, which may never end", async () => {
    writeFileSync(join(bench.folder, "waiting.mjs"), "await new Promise(() => {});\n");
    const controller = new AbortController();
    const opening = bench.open(
      { signal: controller.signal },
      { plugins: [{ use: "./waiting.mjs", with: {}, enabled: true }] },
    );
    controller.abort(new Error("interrupted by SIGINT"));
    await expect(opening).rejects.toMatchObject({ code: "LAUNCHER_INTERRUPTED", exitCode: 130 });
  });

  test("ready is told, what it opened is torn down", async () => {
    const controller = new AbortController();
    const torn: string[] = [];
    const plugin = definePlugin({
      name: "slow",
      version: "1.0.0",
      hooks: {
        ready: (_payload, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason as Error));
            controller.abort(new Error("interrupted by SIGINT"));
          }),
        teardown: () => void torn.push("slow"),
      },
    });
    const launcher = await bench.open({ plugins: [plugin] });
    await expect(launcher.start("session", controller.signal)).rejects.toMatchObject({
      code: "HOOK_ABORTED",
      exitCode: 130,
    });
    await launcher.close();
    expect(torn).toEqual(["slow"]);
  });

  test("preflight ends as interrupted, not as a finding", async () => {
    const controller = new AbortController();
    const plugin = definePlugin({
      name: "slow",
      version: "1.0.0",
      hooks: { preflight: () => controller.abort(new Error("interrupted by SIGTERM")) },
    });
    const launcher = await bench.open({ plugins: [plugin] });
    await launcher.start();
    await expect(launcher.preflight(controller.signal)).rejects.toMatchObject({ code: "LAUNCHER_INTERRUPTED" });
    await launcher.close();
  });
});

describe("a resumed session", () => {
  async function runOnce(): Promise<string> {
    const launcher = await bench.open();
    await launcher.start();
    await launcher.runSession();
    await launcher.close();
    return launcher.report().session.directory;
  }

  test("of another rig is locked as that rig's, so that a running one is left alone", async () => {
    const directory = await runOnce();
    const lock = await acquireSessionLock(systemLocks, {
      pid: process.pid,
      rigName: bench.rigName,
      session: "running",
      now: new Date(),
    });
    const other = await bench.open({}, { rig_name: `${bench.rigName}-other` });
    await other.start();
    await expect(other.resumeSession(directory)).rejects.toMatchObject({ code: "SESSION_RUNNING" });
    await other.close();
    await lock.release();
  });

  test("whose journal is damaged is refused with file, line and advice, and the rig is free again", async () => {
    const directory = await runOnce();
    const journal = join(directory, ".rigline", "journal.jsonl");
    writeFileSync(journal, readFileSync(journal, "utf8").replace("hookStarted", "hookstarted"));
    const launcher = await bench.open();
    await launcher.start();
    await expect(launcher.resumeSession(directory)).rejects.toMatchObject({
      code: "JOURNAL_DAMAGED",
      exitCode: 10,
      where: { file: journal, line: expect.any(Number) as number },
      todo: expect.stringContaining("--skip-damaged") as string,
    });
    await launcher.close();
    expect(await bench.isRigFree()).toBe(true);
  });

  test("that is finished runs nothing again", async () => {
    const directory = await runOnce();
    const ran: string[] = [];
    const launcher = await bench.open({
      processes: {
        run: () => {
          ran.push("experiment");
          return Promise.resolve(WELL);
        },
      },
    });
    await launcher.start();
    await launcher.resumeSession(directory);
    await launcher.close();
    expect(launcher.report()).toMatchObject({ exitCode: 0, runners: [{ name: "experiment", restored: true }] });
    expect(ran).toEqual([]);
  });
});

test("a plugin may change the config, and the session is the changed one's; what it breaks is its own failure", async () => {
  const moves = (to: unknown) =>
    definePlugin({
      name: "mover",
      version: "1.0.0",
      hooks: { configResolved: (config) => ({ ...config, data_dir: to as string }) },
    });
  const launcher = await bench.open({ plugins: [moves("elsewhere")] });
  await launcher.start();
  expect(launcher.plan()).toEqual({
    dataFolder: join(bench.folder, "elsewhere"),
    experiment: "",
    subject: "614173",
    experimenters: ["Ada"],
    notes: "",
  });
  await launcher.runSession();
  await launcher.close();
  expect(launcher.report().session.directory.startsWith(join(bench.folder, "elsewhere"))).toBe(true);

  const broken = await bench.open({ plugins: [moves(7)] });
  await expect(broken.start()).rejects.toMatchObject({
    code: "HOOK_FAILED",
    where: { plugin: "mover", hook: "configResolved" },
  });
  await broken.close();
});
