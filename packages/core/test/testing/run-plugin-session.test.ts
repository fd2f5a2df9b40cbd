import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { CLOCK, PROCESS_RUNNER, RESOLVED_CONFIG, UI } from "../../src/di/core-tokens.js";
import { DESCRIBE_ORIGIN } from "../../src/di/session-tokens.js";
import { createToken } from "../../src/di/tokens.js";
import { renderTrace } from "../../src/hooks/hook-trace.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import type { Plugin } from "../../src/plugins/plugin.js";
import { createFakeClock } from "@rigline/foundation/testing";
import type { PluginSessionOptions } from "../../src/testing/plugin-session.js";
import { runPluginSession } from "../../src/testing/run-plugin-session.js";

async function run(plugin: Plugin, options?: PluginSessionOptions) {
  const result = await runPluginSession(plugin, options);
  onTestFinished(() => result[Symbol.asyncDispose]());
  return result;
}

test("programs that the plugin starts are not the experiment, and say what the test wants", async () => {
  const seen: unknown[] = [];
  const plugin = definePlugin({
    name: "asks",
    version: "1.0.0",
    needs: { processes: PROCESS_RUNNER, describeOrigin: DESCRIBE_ORIGIN },
    hooks: {
      preflight: async ({ purpose }, { needs }) => {
        const request = { directory: ".", environment: {}, input: "", graceMs: 1 };
        const { code } = await needs.processes.run({ ...request, command: ["git", "status"] });
        seen.push(purpose, code);
      },
      sessionStarted: ({ session }, { needs }) => needs.describeOrigin(session, { commitHash: "1a2b3c4d" }),
    },
  });
  const exit = { reason: "exit", code: 3, signal: undefined, milliseconds: 0, stderrTail: [], summary: "" } as const;
  let experiments = 0;
  const { session, report } = await run(plugin, {
    during: () => (experiments += 1),
    programs: { run: async ({ command }) => (seen.push(command), exit) },
  });
  expect(seen).toEqual([["git", "status"], "session", 3]);
  expect(experiments).toBe(1);
  expect(report?.outcome).toBe("success");
  const said = readFileSync(join(session?.directory ?? "", ".rigline/aind_session.json"), "utf8");
  expect(JSON.parse(said)).toMatchObject({ commit_hash: "1a2b3c4d" });
});

const never = new Promise<never>(() => undefined);

test("takes a plugin through all hooks, in a real folder, with its options", async () => {
  const said: string[] = [];
  const say = (what: string) => () => void said.push(what);
  const plugin = definePlugin({
    name: "notes",
    version: "1.0.0",
    options: z.strictObject({ text: z.string(), repeat: z.number().default(1) }),
    hooks: {
      configResolved: say("configResolved"),
      ready: ({ runners }, { options }) => {
        said.push("ready");
        runners.add({
          name: "summarize",
          phase: "postSession",
          run: ({ session, outcome }) => {
            said.push("runner");
            writeFileSync(join(session.directory, "summary.txt"), `${outcome}: ${options.text.repeat(options.repeat)}`);
          },
        });
      },
      preflight: () => ({ level: "ok", subject: "notes", message: "there is paper" }),
      beforeSession: say("beforeSession"),
      sessionStarted: ({ session }) => writeFileSync(join(session.directory, "notes.md"), session.subject),
      experimentEnded: ({ outcome }) => void said.push(`experimentEnded ${outcome}`),
      sessionEnded: ({ runners }) => void said.push(`sessionEnded ${runners.map(({ name }) => name).join(" ")}`),
      teardown: say("teardown"),
    },
  });
  const result = await run(plugin, {
    options: { text: "fine ", repeat: 2 },
    session: { subject: "700001" },
    during: (session) => writeFileSync(join(session.directory, "data.bin"), "1"),
  });
  expect(said).toEqual([
    "configResolved",
    "ready",
    "beforeSession",
    "experimentEnded success",
    "runner",
    "sessionEnded experiment summarize",
    "teardown",
  ]);
  expect(result.files).toEqual(expect.arrayContaining(["data.bin", "notes.md", "summary.txt"]));
  expect(readFileSync(join(result.session?.directory ?? "", "summary.txt"), "utf8")).toBe("success: fine fine ");
  expect(result.session).toMatchObject({ subject: "700001", name: "700001_2026-07-14T090500-0700" });
  expect(result.findings).toContainEqual({ level: "ok", subject: "notes", message: "there is paper" });
  expect(result.report).toMatchObject({ outcome: "success", exit: "success", problems: [] });
  expect([result.error, result.leftovers, result.strays]).toEqual([undefined, [], []]);
  expect(result.trace.map(({ name }) => name)).toEqual([
    "configResolved",
    "ready",
    "preflight",
    "beforeSession",
    "sessionStarted",
    "experimentEnded",
    "sessionEnded",
    "teardown",
  ]);
  expect(result.log.some((line) => line.includes("1 plugins"))).toBe(true);
  await result[Symbol.asyncDispose]();
  expect(existsSync(result.folder)).toBe(false);
});

test.each(["failed", "aborted"] as const)("an experiment that is %s", async (outcome) => {
  const seen: string[] = [];
  const plugin = definePlugin({
    name: "watcher",
    version: "1.0.0",
    hooks: { experimentEnded: (ended) => void seen.push(ended.outcome) },
  });
  const result = await run(plugin, { outcome });
  expect(seen).toEqual([outcome]);
  expect(result.report?.outcome).toBe(outcome);
});

test("time moves on by itself: an hour of waiting takes no time", async () => {
  const startedAt = performance.now();
  const plugin = definePlugin({
    name: "patient",
    version: "1.0.0",
    needs: { clock: CLOCK },
    hooks: {
      ready: ({ runners }) => {
        runners.add({ name: "wait", phase: "postSession", run: ({ needs }) => needs.clock.sleep(3_600_000) });
      },
      experimentEnded: (_payload, { needs, signal }) => needs.clock.sleep(5_000, signal),
    },
  });
  const result = await run(plugin);
  expect(result.report?.problems).toEqual([]);
  expect(result.report?.runners.find(({ name }) => name === "wait")).toMatchObject({
    state: "done",
    milliseconds: 3_600_000,
  });
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

test("real work is waited for: time does not run ahead of files and timers of the real world", async () => {
  const plugin = definePlugin({
    name: "worker",
    version: "1.0.0",
    hooks: {
      experimentEnded: async ({ session }) => {
        const { writeFile } = await import("node:fs/promises");
        for (let part = 0; part < 50; part++)
          await writeFile(join(session.directory, `part-${part}.txt`), "x".repeat(1000));
        await new Promise((resolve) => {
          setTimeout(resolve, 200);
        });
      },
    },
  });
  const result = await run(plugin);
  expect(result.report?.problems).toEqual([]);
  expect(result.files.filter((file) => file.startsWith("part-"))).toHaveLength(50);
});

test("other plugins stand in for what it depends on, and answers for a person", async () => {
  const CAMERA = createToken<{ shoot(): string }>("camera/camera");
  const camera = definePlugin({
    name: "camera",
    version: "2.1.0",
    provides: CAMERA,
    setup: () => ({ shoot: () => "click" }),
  });
  let seen = "";
  const plugin = definePlugin({
    name: "shooter",
    version: "1.0.0",
    dependsOn: { camera: "^2.0.0" },
    needs: { camera: CAMERA, ui: UI },
    hooks: {
      sessionStarted: async (_payload, { needs }) => {
        const weight = await needs.ui.text({ key: "weight", message: "Weight?", flag: "--weight" });
        seen = `${needs.camera.shoot()} ${weight}`;
      },
    },
  });
  const result = await run(plugin, { plugins: [camera], answers: { weight: "21.5" } });
  expect(seen).toBe("click 21.5");
  expect(result.report?.exit).toBe("success");
});

test("when it fails itself, the process is given back and nothing stays behind", async () => {
  const listening = process.listenerCount("uncaughtException");
  let folder = "";
  let closed = 0;
  const plugin = definePlugin({
    name: "odd",
    version: "1.0.0",
    needs: { config: RESOLVED_CONFIG },
    hooks: {
      ready: (_payload, { needs }) => {
        folder = needs.config.folder;
      },
      teardown: () => void closed++,
    },
  });
  await expect(run(plugin, { clock: createFakeClock({ zone: "Nowhere/At_All" }) })).rejects.toThrow("Nowhere/At_All");
  expect(process.listenerCount("uncaughtException")).toBe(listening);
  expect([folder === "", existsSync(folder), closed]).toEqual([false, false, 1]);
});

describe("whatever the plugin does, it resolves and tells", () => {
  const plugin = (hooks: Plugin["hooks"]): Plugin => definePlugin({ name: "odd", version: "1.0.0", hooks });

  test("a ready that throws", async () => {
    const result = await run(plugin({ ready: () => Promise.reject(new Error("no camera")) }));
    expect(result.error).toMatchObject({ code: "HOOK_FAILED", where: { plugin: "odd", hook: "ready" } });
    expect([result.session, result.report]).toEqual([undefined, undefined]);
  });

  test("options that are wrong", async () => {
    const result = await run(plugin({}), { options: { depth: 3 } });
    expect(result.error).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", where: { plugin: "odd" } });
  });

  test("an error in preflight, and a veto", async () => {
    const finding = { level: "error", subject: "disk", message: "no disk" } as const;
    expect((await run(plugin({ preflight: () => finding }))).error).toMatchObject({ code: "PREFLIGHT_FAILED" });
    expect((await run(plugin({ beforeSession: () => ({ reason: "no food" }) }))).error).toMatchObject({
      code: "SESSION_VETOED",
      message: "plugin odd refused the session: no food",
    });
  });

  test("a handler that never settles", async () => {
    const result = await run(plugin({ experimentEnded: () => never }));
    expect(result.report?.problems).toMatchObject([
      { code: "HOOK_TIMED_OUT", message: 'Plugin "odd" did not finish experimentEnded within 60 s' },
    ]);
    expect(renderTrace(result.trace.filter(({ name }) => name === "experimentEnded"))).toBe(
      [
        "experimentEnded       60 s  error",
        '└─ odd                60 s  timeout: Plugin "odd" did not finish experimentEnded within 60 s',
      ].join("\n"),
    );
  });

  test("a runner that never settles", async () => {
    const result = await run(
      plugin({ ready: ({ runners }) => void runners.add({ name: "stuck", phase: "postSession", run: () => never }) }),
    );
    expect(result.report?.runners.find(({ name }) => name === "stuck")).toMatchObject({ state: "failed" });
  });

  test("process.exit", async () => {
    const result = await run(plugin({ experimentEnded: () => process.exit(3) }));
    expect(result.report?.problems).toMatchObject([
      {
        code: "HOOK_FAILED",
        inner: "PLUGIN_CALLED_EXIT",
        message: 'Plugin "odd" failed in experimentEnded: Plugin "odd" called process.exit(3)',
      },
    ]);
  });

  test("a timer that is left running", async () => {
    let timer: NodeJS.Timeout | undefined;
    onTestFinished(() => clearInterval(timer));
    const result = await run(
      plugin({
        ready: () => {
          timer = setInterval(() => undefined, 60_000);
        },
      }),
    );
    expect(result.leftovers).toEqual([{ plugin: "odd", hook: "ready", what: "a timer" }]);
  });
});
