import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Provenance } from "../../src/config/resolved-config.js";
import {
  FREE_SPACE,
  HAND_OFF_READER,
  type KnownHandOff,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
} from "../../src/di/core-tokens.js";
import type { LifecycleHooks } from "../../src/lifecycle/lifecycle-hooks.js";
import type { PluginHooks } from "../../src/hooks/hook-kinds.js";
import { createLauncher } from "../../src/launcher/create-launcher.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import type { Plugin } from "../../src/plugins/plugin.js";
import { renderReport } from "../../src/report/render-report.js";
import { cancelledPrompt, createScriptedUi } from "../../src/testing/scripted-ui.js";
import { processes, useLauncherBench } from "./launcher-bench.js";

const bench = useLauncherBench();

function plugin(hooks: PluginHooks<LifecycleHooks>): Plugin {
  return definePlugin({ name: "odd", version: "1.0.0", hooks });
}

const noCamera = plugin({
  preflight: () => ({ level: "error", subject: "camera", message: "no camera", todo: "Plug it in." }),
});

describe("a session is not run on a rig whose preflight found an error", () => {
  test("also when nobody has asked for the preflight", async () => {
    await using launcher = await bench.open({ plugins: [noCamera] });
    await launcher.start();
    await expect(launcher.runSession()).rejects.toMatchObject({ code: "PREFLIGHT_FAILED", why: "camera: no camera" });
    expect(bench.sessionFolders()).toEqual([]);
  });

  test("nor when its findings were read and passed over", async () => {
    await using launcher = await bench.open({ plugins: [noCamera] });
    await launcher.start();
    expect((await launcher.preflight()).filter(({ level }) => level === "error")).toHaveLength(1);
    await expect(launcher.runSession()).rejects.toMatchObject({ code: "PREFLIGHT_FAILED", exitCode: 5 });
    expect(bench.sessionFolders()).toEqual([]);
  });

  test("and the preflight that was run is not run again", async () => {
    let times = 0;
    await using launcher = await bench.open({ plugins: [plugin({ preflight: () => void times++ })] });
    await launcher.start();
    await launcher.preflight();
    await launcher.runSession();
    expect(times).toBe(1);
  });
});

test("a launcher that was started to look runs no session, and resumes none", async () => {
  await using launcher = await bench.open();
  await launcher.start("inspection");
  for (const misuse of [() => launcher.run(), () => launcher.runSession(), () => launcher.resumeSession(bench.folder)])
    await expect(misuse()).rejects.toMatchObject({ code: "LAUNCHER_ILLEGAL_MOVE" });
});

describe("run", () => {
  test("does all of it, and its report is the closed session's", async () => {
    const launcher = await bench.open();
    const report = await launcher.run();
    expect(report).toMatchObject({ outcome: "success", exitCode: 0, session: { subject: "614173" } });
    expect(await bench.isRigFree()).toBe(true);
    await expect(launcher.run()).rejects.toMatchObject({ code: "LAUNCHER_ILLEGAL_MOVE" });
  });

  test("a second one at once is refused and disturbs nothing; who disposes waits for the first", async () => {
    const launcher = await bench.open();
    const first = launcher.run();
    await expect(launcher.run()).rejects.toMatchObject({ code: "LAUNCHER_ILLEGAL_MOVE" });
    await launcher[Symbol.asyncDispose]();
    expect(await first).toMatchObject({ outcome: "success", exitCode: 0 });
    expect(await bench.isRigFree()).toBe(true);
  });

  test("goes on from where its caller has come to", async () => {
    const told: unknown[] = [];
    const launcher = await bench.open({ plugins: [plugin({ ready: () => void told.push("ready") })] });
    await launcher.start();
    const findings = await launcher.preflight();
    const report = await launcher.run({ onFindings: (found) => void told.push(found === findings) });
    expect(report.exitCode).toBe(0);
    expect(told).toEqual(["ready", true]);
  });

  test("resumes a session: what is done is not run again", async () => {
    const done = await (await bench.open()).run();
    const again = await bench.open();
    const report = await again.run({ resume: { directory: done.session?.directory ?? "" } });
    expect(report).toMatchObject({ exitCode: 0, runners: [{ name: "experiment", restored: true }] });
  });

  test.for([
    ["a plugin that fails in ready", { ready: () => Promise.reject(new Error("no port")) }, "HOOK_FAILED", 4],
    [
      "an error in preflight",
      { preflight: () => ({ level: "error", subject: "s", message: "m" }) },
      "PREFLIGHT_FAILED",
      5,
    ],
    [
      "a plugin that fails in preflight",
      { preflight: () => Promise.reject(new Error("no port")) },
      "PREFLIGHT_FAILED",
      5,
    ],
    ["a veto", { beforeSession: () => ({ reason: "no water" }) }, "SESSION_VETOED", 6],
  ] as const)("%s is told by its report, not thrown", async ([, hooks, code, exitCode]) => {
    const launcher = await bench.open({ plugins: [plugin(hooks as PluginHooks<LifecycleHooks>)] });
    const report = await launcher.run();
    expect(report).toMatchObject({
      session: undefined,
      outcome: "failed",
      error: { code },
      problems: [{ code }],
      runners: [],
      exitCode,
    });
    expect(renderReport(report)).toContain(`error ${code}`);
    expect(existsSync(report.logs)).toBe(true);
    expect(await bench.isRigFree()).toBe(true);
  });

  test("a person who leaves at a question has aborted", async () => {
    const launcher = await bench.open({ ui: createScriptedUi({ subject: cancelledPrompt() }) }, { subject: undefined });
    expect(await launcher.run()).toMatchObject({
      outcome: "aborted",
      exitCode: 130,
      error: { code: "PROMPT_CANCELLED" },
    });
  });

  test("a hook that fails within the session is a problem of the report", async () => {
    const launcher = await bench.open({
      plugins: [plugin({ sessionEnded: () => Promise.reject(new Error("no mail")) })],
    });
    expect(await launcher.run()).toMatchObject({
      outcome: "success",
      problems: [{ code: "HOOK_FAILED" }],
      exitCode: 4,
    });
  });
});

test("plugins are given as objects, with their options or without, and made by functions of theirs", async () => {
  const seen: unknown[] = [];
  const valve = (name: string) =>
    definePlugin({
      name,
      version: "1.0.0",
      options: z.strictObject({ port: z.string().default("COM1") }),
      hooks: { ready: (_payload, { options }) => void seen.push(`${name} ${options.port}`) },
    });
  const plugins = [valve("plain"), { plugin: valve("optioned"), with: { port: "COM3" } }];
  expect((await (await bench.open({ plugins })).run()).exitCode).toBe(0);
  expect(seen).toEqual(["plain COM1", "optioned COM3"]);
  await expect(bench.open({ plugins: [{ plugin: valve("valve"), with: { prot: "COM3" } }] })).rejects.toMatchObject({
    code: "CONFIG_UNKNOWN_KEY",
    message: 'valve.prot (set by valve): there is no such key. Did you mean "port"?',
    where: { plugin: "valve" },
  });
});

test("a runner has its plugin's options, services and log, and what it defers is closed in teardown", async () => {
  const seen: unknown[] = [];
  const camera = definePlugin({
    name: "camera",
    version: "1.0.0",
    options: z.strictObject({ rate: z.number() }),
    hooks: {
      ready: ({ runners }) => {
        runners.add({
          name: "film",
          phase: "preSession",
          run: ({ options, services, plugin: name, log, defer }) => {
            log.info("filming");
            seen.push(name, options, services.resolve(RESOLVED_CONFIG).values.subject);
            defer(() => void seen.push("closed"));
          },
        });
      },
      sessionEnded: () => void seen.push("sessionEnded"),
      teardown: () => void seen.push("teardown"),
    },
  });
  const report = await (await bench.open({ plugins: [{ plugin: camera, with: { rate: 50 } }] })).run();
  expect(report.exitCode).toBe(0);
  expect(seen).toEqual(["camera", { rate: 50 }, "614173", "sessionEnded", "teardown", "closed"]);
  expect(readFileSync(join(report.logs, "launcher.log"), "utf8")).toContain("rigline.camera - INFO - filming");
});

test("leaving a block in which it is made closes it", async () => {
  const torn: string[] = [];
  {
    await using launcher = await bench.open({
      plugins: [plugin({ ready: () => {}, teardown: () => void torn.push("teardown") })],
    });
    await launcher.start();
  }
  expect(torn).toEqual(["teardown"]);
});

test("a config that a plugin changed is everybody's: the token's, the session's and the remembered answers'", async () => {
  const seen: unknown[] = [];
  const mover = definePlugin({
    name: "mover",
    version: "1.0.0",
    hooks: { configResolved: (config) => ({ ...config, data_dir: "elsewhere", subject: "614174" }) },
  });
  const reader = definePlugin({
    name: "reader",
    version: "1.0.0",
    hooks: {
      ready: ({ config }, { services }) => {
        const { values } = services.resolve(RESOLVED_CONFIG);
        seen.push(values.data_dir, values === config);
      },
      preflight: ({ config }, { services }) => {
        seen.push(services.resolve(RESOLVED_CONFIG).values === config);
      },
    },
  });
  // What came from the command line is remembered.
  const provenance: Provenance = new Map([["subject", [{ kind: "flag", name: "--subject", value: "614173" }]]]);
  const launcher = await createLauncher(
    { ...bench.resolveConfig(), provenance },
    {
      plugins: [mover, reader],
      services: [
        { token: PROCESS_RUNNER, useValue: processes },
        { token: FREE_SPACE, useValue: () => 1e15 },
      ],
    },
  );
  const report = await launcher.run();
  expect(seen).toEqual(["elsewhere", true, true]);
  expect(report.session?.directory.startsWith(join(bench.folder, "elsewhere", "614174"))).toBe(true);
  expect(readFileSync(join(bench.folder, "elsewhere", ".rigline", "answers.json"), "utf8")).toContain("614174");
  expect(existsSync(join(bench.folder, "data"))).toBe(false);
});

test("a data folder whose list of unfinished sessions can't be read or written stops no session", async () => {
  mkdirSync(join(bench.folder, "data", ".rigline"), { recursive: true });
  writeFileSync(join(bench.folder, "data", ".rigline", "unfinished"), "a file where a folder is wanted");
  const launcher = await bench.open();
  const report = await launcher.run();
  expect(report).toMatchObject({ outcome: "success", exitCode: 0 });
  const [name = ""] = bench.sessionFolders();
  const log = readFileSync(join(bench.folder, "data", "614173", name, ".rigline", "logs", "launcher.log"), "utf8");
  expect(log).toContain("which sessions are unfinished could not be read");
  expect(log).toContain(`that session ${name} is not finished could not be marked`);
});

test("a session whose hand-off came to its end without a launcher is unfinished no more", async () => {
  const owing = definePlugin({
    name: "owing",
    version: "1.0.0",
    hooks: {
      ready: ({ runners }) =>
        void runners.add({
          name: "hand-off",
          phase: "postSession",
          run: () => Promise.reject(new Error("it is parked")),
        }),
    },
  });
  expect((await (await bench.open({ plugins: [owing] })).run()).exitCode).not.toBe(0);
  const unfinished = join(bench.folder, "data", ".rigline", "unfinished");
  expect(readdirSync(unfinished)).toHaveLength(1);
  const read = (): Promise<KnownHandOff> =>
    Promise.resolve({ state: "complete", detail: "/central", finishes: "hand-off" });
  await using launcher = await bench.open({ services: [{ token: HAND_OFF_READER, useValue: { read } }] });
  await launcher.start();
  const findings = await launcher.preflight();
  expect(findings.filter(({ subject }) => subject === "sessions")).toEqual([]);
  expect(readdirSync(unfinished)).toEqual([]);
});
