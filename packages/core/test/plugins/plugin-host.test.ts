import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { HookContext } from "../../src/hooks/hook-kinds.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import type { Plugin } from "../../src/plugins/plugin.js";
import { failureOf } from "./plugin-kit.js";
import { host, opening, plugin } from "./host-kit.js";

test("opens in dependency order and closes in strict reverse, once", async () => {
  const said: string[] = [];
  const kit = host([opening("a", said, { dependsOn: { c: "*" } }), opening("b", said), opening("c", said)]);
  expect(kit.host.plugins.map(({ plugin: one }) => one.name)).toEqual(["b", "c", "a"]);
  await kit.start();
  expect(await kit.stop()).toEqual([]);
  expect(await kit.stop()).toEqual([]);
  expect(said).toEqual(["open b", "open c", "open a", "close a", "close c", "close b"]);
});

test("the order of closing mirrors the order in which ready really ran", async () => {
  const said: string[] = [];
  const late = { order: "post" as const, handler: () => void said.push("open a") };
  const kit = host([
    plugin("a", { hooks: { ready: late, teardown: () => void said.push("close a") } }),
    opening("b", said),
  ]);
  await kit.start();
  await kit.stop();
  expect(said).toEqual(["open b", "open a", "close a", "close b"]);
});

test("a start that fails names the one plugin and closes what was opened, the failed one included", async () => {
  const said: string[] = [];
  const cause = new Error("no camera");
  const failing = plugin("camera", {
    hooks: { ready: () => Promise.reject(cause), teardown: () => void said.push("close camera") },
  });
  const quiet = plugin("quiet", { hooks: { teardown: () => void said.push("close quiet") } });
  const kit = host([opening("a", said), failing, opening("never", said), quiet]);
  const error = await failureOf(kit.start);
  expect(error).toMatchObject({ code: "HOOK_FAILED", where: { plugin: "camera", hook: "ready" }, cause });
  expect(said).toEqual(["open a", "close quiet", "close camera", "close a"]);
  await kit.stop();
  expect(said).toHaveLength(4);
});

test("closing runs for all, whatever throws; the errors are attributed and logged", async () => {
  const said: string[] = [];
  const broken = plugin("broken", {
    hooks: {
      ready: () => undefined,
      teardown: () => {
        throw new Error("stuck");
      },
    },
  });
  const kit = host([opening("a", said), broken, opening("b", said)]);
  await kit.start();
  const errors = await kit.stop();
  expect(errors.map(({ where }) => where)).toEqual([{ plugin: "broken", hook: "teardown" }]);
  expect(said.slice(-2)).toEqual(["close b", "close a"]);
  expect(kit.log.lines).toContain('error rigline: Plugin "broken" failed in teardown: stuck');
});

test("one that hangs in teardown does not keep the others open", async () => {
  const said: string[] = [];
  const stuck = plugin("stuck", { hooks: { ready: () => undefined, teardown: () => new Promise(() => undefined) } });
  const kit = host([opening("a", said), stuck]);
  await kit.start();
  const stopping = kit.stop();
  await kit.clock.advance(30_000);
  expect((await stopping).map(({ code }) => code)).toEqual(["HOOK_TIMED_OUT"]);
  expect(said).toEqual(["open a", "close a"]);
});

describe("what is deferred", () => {
  /** Defers in a hook what it opens there. */
  function deferring(
    name: string,
    said: string[],
    hook: "configResolved" | "ready" | "sessionStarted" = "ready",
  ): Plugin {
    const handler = (_payload: unknown, { defer }: HookContext): void => defer(() => void said.push(`close ${name}`));
    return plugin(name, { hooks: { [hook]: handler } });
  }

  test("is closed behind the plugin's teardown and before that of those it depends on", async () => {
    const said: string[] = [];
    const kit = host([opening("disk", said), { ...deferring("camera", said), dependsOn: { disk: "*" } }]);
    await kit.start();
    expect(await kit.stop()).toEqual([]);
    expect(said).toEqual(["open disk", "close camera", "close disk"]);
  });

  test("is closed when a later ready fails, and once", async () => {
    const said: string[] = [];
    const failing = plugin("lamp", {
      hooks: {
        ready: (_payload, { defer }) => {
          defer(() => void said.push("close lamp"));
          throw new Error("no light");
        },
      },
    });
    const kit = host([deferring("camera", said), failing, deferring("never", said)]);
    expect(await failureOf(kit.start)).toMatchObject({ where: { plugin: "lamp", hook: "ready" } });
    await kit.stop();
    expect(said).toEqual(["close lamp", "close camera"]);
  });

  test("before ready is closed also when the launcher never came to ready", async () => {
    const said: string[] = [];
    const kit = host([opening("disk", said), deferring("camera", said, "configResolved")]);
    await kit.hooks.run("configResolved", kit.config);
    expect(await kit.stop()).toEqual([]);
    expect(said).toEqual(["close camera"]);
  });

  test("in a session is closed at the end; what fails is attributed and logged", async () => {
    const said: string[] = [];
    const broken = plugin("broken", {
      hooks: {
        sessionStarted: (_payload, { defer }) =>
          defer(() => {
            throw new Error("stuck");
          }),
      },
    });
    const kit = host([deferring("camera", said, "sessionStarted"), broken]);
    await kit.start();
    await kit.hooks.run("sessionStarted", { session: {} as never });
    const errors = await kit.stop();
    expect(errors.map(({ where }) => where)).toEqual([{ plugin: "broken", hook: "teardown" }]);
    expect(said).toEqual(["close camera"]);
    expect(kit.log.lines).toContain('error rigline: Plugin "broken" failed in teardown: stuck');
  });
});

test("a host that was never started closes nothing", async () => {
  const said: string[] = [];
  expect(await host([opening("a", said)]).stop()).toEqual([]);
  expect(said).toEqual([]);
});

describe("options", () => {
  const schema = z.strictObject({ level: z.number(), depth: z.number().default(2) });

  test("reach the handlers, validated, with defaults; the entry's `with` beats the section", async () => {
    const seen: unknown[] = [];
    const mapper = definePlugin({
      name: "mapper",
      version: "1.0.0",
      options: schema,
      section: "mapper",
      hooks: { ready: (_payload, { options }) => void seen.push(options) },
    });
    const kit = host([{ plugin: mapper, with: { level: 7 } }], { mapper: { level: 1, depth: 9 } });
    await kit.start();
    expect(seen).toEqual([{ level: 7, depth: 9 }]);
    expect(kit.host.plugins[0]?.options).toEqual({ level: 7, depth: 9 });
  });

  test("that are wrong are refused before anything runs, and name the plugin, the key and the nearest", async () => {
    const mapper = definePlugin({ name: "mapper", version: "1.0.0", options: schema, hooks: {} });
    const error = await failureOf(() => host([{ plugin: mapper, with: { level: 1, dpeth: 3 } }]));
    expect(error).toMatchObject({
      code: "CONFIG_UNKNOWN_KEY",
      where: { plugin: "mapper", path: "plugins[0].with.dpeth" },
    });
    expect(error.message).toContain('Did you mean "depth"?');
    const wrong = await failureOf(() => host([{ plugin: mapper, with: { level: "high" } }]));
    expect(wrong).toMatchObject({ code: "CONFIG_INVALID", where: { plugin: "mapper", path: "plugins[0].with.level" } });
  });

  test("for a plugin that takes none are refused", async () => {
    const error = await failureOf(() => host([{ plugin: plugin("plain"), with: { level: 1 } }]));
    expect(error).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", where: { plugin: "plain" } });
  });
});

test("a runner that is added after the plugin's end is refused", async () => {
  let add = (): unknown => undefined;
  const late = plugin("late", {
    hooks: {
      ready: ({ runners }) =>
        void (add = () => runners.add({ name: "late", phase: "postSession", run: () => undefined })),
    },
  });
  const kit = host([late]);
  await kit.start();
  await kit.stop();
  expect(add).toThrow(expect.objectContaining({ code: "PLUGIN_GONE", where: { plugin: "late" } }));
});

test("runners that a plugin adds in ready are its own", async () => {
  const kit = host([
    plugin("mapper", {
      hooks: { ready: ({ runners }) => void runners.add({ name: "map", phase: "postSession", run: () => 1 }) },
    }),
  ]);
  await kit.start();
  expect(kit.runners.planned).toEqual([{ name: "map", phase: "postSession", plugin: "mapper", needs: [] }]);
});

test("the payload of ready can't be changed for the others", async () => {
  const vandal = plugin("vandal", {
    hooks: {
      ready: ({ config }) => {
        (config as { data_dir: string }).data_dir = "elsewhere";
      },
    },
  });
  expect(await failureOf(host([vandal]).start)).toMatchObject({
    code: "HOOK_FAILED",
    where: { plugin: "vandal" },
    why: expect.stringContaining("read-only") as string,
  });
});

test("an invalid plugin that was not made by definePlugin is refused too", async () => {
  const error = await failureOf(() => host([plugin("bad", { hooks: { raedy: () => undefined } as never })]));
  expect(error).toMatchObject({ code: "PLUGIN_INVALID", where: { plugin: "bad", hook: "raedy" } });
});
