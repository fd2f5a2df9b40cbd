import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "@rigline/foundation/platform";
import { createMemoryLog, type MemoryLog } from "@rigline/foundation/testing";
import { createHookRegistry, type HookRegistry } from "../../src/hooks/hook-registry.js";
import { isolatePlugin } from "../../src/isolated/isolate-plugin.js";
import { LIFECYCLE_HOOKS, type LifecycleHooks } from "../../src/lifecycle/lifecycle-hooks.js";
import { loadPlugins, type LoadedPlugin } from "../../src/plugins/load-plugins.js";
import { failureOf, writeFolder } from "../plugins/plugin-kit.js";

/** A plugin of this text, isolated and registered; torn down after the test. */
function isolate(hooks: string, others = ""): Promise<{ hooks: HookRegistry<LifecycleHooks>; log: MemoryLog }> {
  return isolateModule(`export default { name: "camera", version: "1.0.0", ${others} hooks: { ${hooks} } };`);
}

async function isolateModule(
  text: string,
  options = {},
): Promise<{ hooks: HookRegistry<LifecycleHooks>; log: MemoryLog }> {
  const loaded = await load(text, options);
  const log = createMemoryLog();
  const events = { emit: () => undefined };
  const registry = createHookRegistry<LifecycleHooks>(LIFECYCLE_HOOKS, { events, log, clock: systemClock });
  const environment = { ...process.env } as Record<string, string>;
  const apart = { environment, directory: process.cwd(), clock: systemClock };
  const { plugin, file } = isolatePlugin(loaded, apart);
  registry.use(
    plugin.hooks ?? {},
    { plugin: plugin.name, log, options: { gain: 3 }, services: undefined as never },
    file,
  );
  registry.freeze();
  onTestFinished(async () => void (await registry.run("teardown", { config })));
  return { hooks: registry, log };
}

async function load(text: string, options = {}): Promise<LoadedPlugin> {
  const folder = writeFolder({ "camera.mjs": text });
  const entry = { use: "./camera.mjs", with: options, enabled: true, isolate: "process" as const };
  const [loaded] = await loadPlugins([entry], folder);
  if (loaded === undefined) throw new Error("nothing was loaded");
  return loaded;
}

const config = { data_dir: "data" } as never;
const session = { name: "614173_2026" } as never;

describe("an isolated plugin", () => {
  test("is called in a process of its own, with its options, its log and the payload's data", async () => {
    const { hooks, log } = await isolate(`
      beforeSession: (session, { options, log, plugin }) => {
        log.info("looked");
        console.log("printed");
        return { reason: [session.name, plugin, options.gain, process.pid].join(" ") };
      }`);
    const veto = await hooks.run("beforeSession", session);
    expect(veto).toMatchObject({ answer: { reason: expect.stringMatching(/^614173_2026 camera 3 \d+$/) } });
    expect(JSON.stringify(veto)).not.toContain(String(process.pid));
    expect(log.lines).toContain("info rigline: looked");
    await expect.poll(() => log.lines).toContain("info rigline: printed");
  });

  test("fails with an error that keeps its code, its reason and what to do", async () => {
    const { hooks } = await isolate(`
      ready: () => { throw Object.assign(new Error("no light"), {
        code: "LAMP_OFF", exitCode: 5, exit: "preflight", where: {}, why: "the fuse", todo: "Change the fuse." }); }`);
    const error = await failureOf(() => hooks.run("ready", { config, purpose: "session" } as never));
    expect(error).toMatchObject({
      code: "HOOK_FAILED",
      where: { plugin: "camera", hook: "ready" },
      todo: "Change the fuse.",
      cause: { code: "LAMP_OFF", why: "the fuse", exit: "preflight" },
    });
    expect((error.cause as Error).stack).toMatch(/camera\.mjs/);
  });

  test("is made there of the same options, where a function makes it", async () => {
    const { hooks } = await isolateModule(
      `export default ({ port }) => ({ name: "camera", version: "1.0.0", hooks: { beforeSession: () => ({ reason: port }) } });`,
      { port: "COM3" },
    );
    expect(await hooks.run("beforeSession", session)).toMatchObject({ answer: { reason: "COM3" } });
  });

  test("keeps its state from hook to hook, and closes what it deferred, the last first, whatever throws", async () => {
    const { hooks, log } = await isolate(`
      ready: (_payload, { defer, log }) => {
        globalThis.opened = 1;
        defer(() => log.info("closed " + ++globalThis.opened));
        defer(() => { throw new Error("stuck"); });
      },
      teardown: (_payload, { log }) => log.info("torn down " + globalThis.opened)`);
    await hooks.run("ready", { config, purpose: "session" } as never);
    const { errors } = (await hooks.run("teardown", { config })) as { errors: readonly Error[] };
    expect(log.lines).toEqual(["info rigline: torn down 1", "info rigline: closed 2"]);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("stuck")]);
  });

  test("in an endless loop is ended when its time is over, named, and its later hooks fail at once", async () => {
    const { hooks } = await isolate(`
      experimentEnded: { timeoutMs: 1500, handler: (_payload, { log }) => { log.info(String(process.pid)); for (;;); } },
      sessionEnded: () => undefined`);
    const ended = (await hooks.run("experimentEnded", session)) as { errors: readonly Error[] };
    expect(ended.errors).toMatchObject([
      { code: "HOOK_TIMED_OUT", where: { plugin: "camera", hook: "experimentEnded" } },
    ]);
    const later = (await hooks.run("sessionEnded", session)) as { errors: readonly Error[] };
    expect(later.errors[0]?.message).toContain("it was ended because the time of experimentEnded was over");
  });

  test("that ends its process is told of with how it ended", async () => {
    const { hooks, log } = await isolate(`experimentEnded: () => { console.error("no camera"); process.exit(7); }`);
    const { errors } = (await hooks.run("experimentEnded", session)) as { errors: readonly Error[] };
    expect(errors[0]?.message).toContain("its process exited with code 7");
    await expect.poll(() => log.lines).toContain("warning rigline: no camera");
  });

  test("that throws fails its hook as any plugin does, with its own stack", async () => {
    const { hooks } = await isolate(`experimentEnded: () => { throw new TypeError("no lens"); }`);
    const { errors } = (await hooks.run("experimentEnded", session)) as { errors: readonly Error[] };
    expect(errors).toMatchObject([{ code: "HOOK_FAILED", where: { plugin: "camera" } }]);
    expect(errors[0]?.message).toContain("no lens");
    expect((errors[0]?.cause as Error | undefined)?.stack).toContain("camera.mjs");
  });

  test.each([
    ["throws what is no error", `throw { lens: 1 };`, "a value that is no error was thrown: [object Object]"],
    ["writes to its payload", `payload.outcome = "failed";`, "A hook's payload is read-only data"],
    ["defers what closes nothing", `defer("lens");`, 'defer takes a function that closes, not "lens"'],
  ])("that %s is told as any plugin is", async (_how, code, told) => {
    const { hooks } = await isolate(`experimentEnded: (payload, { defer }) => { ${code} }`);
    const { errors } = await hooks.run("experimentEnded", { session, outcome: "success" });
    expect([errors[0]?.message, errors[0]?.why].join(" ")).toContain(told);
  });

  test("logs whatever it has, as any plugin does", async () => {
    const { hooks, log } = await isolate(
      `experimentEnded: (_payload, { log }) => { log.child("lens").warning({ focus: () => 1 }); }`,
    );
    expect(await hooks.run("experimentEnded", { session, outcome: "success" })).toMatchObject({ errors: [] });
    expect(log.lines).toContain("warning rigline: { focus: [Function: focus] }");
  });

  test.each([
    [
      "an answer",
      `preflight: () => ({ level: "ok", subject: "s", message: "m", again: () => 1 })`,
      "answer.again is a function",
    ],
    ["a service", `ready: (_payload, { services }) => services.resolve(1)`, "asked for services.resolve"],
    ["a runner", `ready: ({ runners }) => runners.add({})`, "asked for runners.add"],
  ])("can't be given or give what is no data: %s", async (_what, hook, told) => {
    const { hooks } = await isolate(hook);
    const outcome = await (hook.startsWith("preflight")
      ? hooks
          .run("preflight", { config, purpose: "session" })
          .then((result) => (result as { errors: readonly Error[] }).errors[0])
      : failureOf(() => hooks.run("ready", { config, purpose: "session" } as never)));
    expect(outcome?.message).toContain(told);
  });

  test("is not called with a payload that can't be copied", async () => {
    const { hooks } = await isolate(`beforeSession: () => undefined`);
    const error = await failureOf(() => hooks.run("beforeSession", { subject: { close: () => 1 } } as never));
    expect(error.message).toContain("payload.subject.close is a function");
  });

  test("ends with a launcher that is killed, even in an endless loop", async ({ skip }) => {
    skip(process.platform === "win32", "a process of Windows can't be asked for its parent's end here");
    const folder = writeFolder({
      "camera.mjs": `export default { name: "camera", version: "1.0.0", hooks: {
        ready: () => { process.send({ type: "log", level: "info", message: "in" }); for (;;); } } };`,
    });
    const { execaNode } = await import("execa");
    const program = join(import.meta.dirname, "killed-launcher.mjs");
    const launcher = execaNode(program, [join(folder, "camera.mjs")], { reject: false, ipc: false });
    const [pid = ""] = /\d+/.exec(await firstLine(launcher.stdout)) ?? [];
    launcher.kill("SIGKILL");
    await expect.poll(() => isThere(Number(pid))).toBe(false);
  });
});

test.each(["needs: {},", "provides: [],"])("a plugin with %s can't be isolated", async (ties) => {
  const loaded = await load(`export default { name: "camera", version: "1.0.0", hooks: {} };`);
  const [key = ""] = ties.split(":");
  const tied = { ...loaded, plugin: { ...loaded.plugin, [key]: {} } };
  const error = await failureOf(() => isolatePlugin(tied, { environment: {}, directory: ".", clock: systemClock }));
  expect(error).toMatchObject({ code: "PLUGIN_NOT_ISOLABLE", where: { plugin: "camera" } });
  expect(error.message).toContain(`it has \`${key}\``);
});

test("a plugin whose entry does not ask for it stays as it is", async () => {
  const loaded = await load(`export default { name: "camera", version: "1.0.0", hooks: {} };`);
  const plain = { ...loaded, entry: { use: "./camera.mjs", with: {}, enabled: true } };
  expect(isolatePlugin(plain, { environment: {}, directory: ".", clock: systemClock })).toBe(plain);
});

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const chunk of stream) return String(chunk);
  return "";
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
