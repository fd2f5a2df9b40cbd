import { describe, expect, test } from "vitest";
import { z } from "zod";
import { LauncherConfigSchema, type LauncherConfigInput } from "../../src/config/launcher-config.js";
import type { ResolvedConfig } from "../../src/config/resolved-config.js";
import { createContainer } from "../../src/di/container.js";
import { CLOCK } from "../../src/di/core-tokens.js";
import { inject, injectable } from "../../src/di/providers.js";
import { createToken, extensionPoint, optional } from "../../src/di/tokens.js";
import type { HookContext } from "../../src/hooks/hook-kinds.js";
import { createHookRegistry } from "../../src/hooks/hook-registry.js";
import { LIFECYCLE_HOOKS, type LifecycleHooks } from "../../src/lifecycle/lifecycle-hooks.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import type { RiglineError } from "@rigline/foundation/errors";
import type { LoadedPlugin } from "../../src/plugins/load-plugins.js";
import { createPluginHost } from "../../src/plugins/plugin-host.js";
import { bareContext } from "../fixtures/runner-bench.js";
import type { Session } from "../../src/session/session.js";
import type { Extension, Plugin } from "../../src/plugins/plugin.js";
import { createRunners } from "../../src/runners/create-runners.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog } from "@rigline/foundation/testing";
import { failureOf } from "./plugin-kit.js";

type Given = Plugin | { readonly plugin: Plugin; readonly with?: Record<string, unknown>; readonly required?: boolean };

function host(
  given: readonly Given[],
  sections: ResolvedConfig["sections"] = {},
  values: Partial<LauncherConfigInput> = {},
) {
  const clock = createFakeClock();
  const log = createMemoryLog();
  const events = createMemoryEvents({ log, clock });
  const loaded = given.map((one): LoadedPlugin => {
    const { plugin, with: options = {}, required }: Exclude<Given, Plugin> = "plugin" in one ? one : { plugin: one };
    const use = `./${plugin.name}.ts`;
    return { plugin, use, origin: "config", entry: { use, with: options, enabled: true, required } };
  });
  const config = LauncherConfigSchema.parse({ data_dir: "data", plugins: loaded.map(({ entry }) => entry), ...values });
  const resolved: ResolvedConfig = {
    values: config,
    sections,
    provenance: new Map(),
    file: "rigline.config.yaml",
    folder: "/rig",
    environment: {},
  };
  const container = createContainer([{ token: CLOCK, useValue: clock }]);
  const hooks = createHookRegistry<LifecycleHooks>(LIFECYCLE_HOOKS, { events, log, clock });
  const runners = createRunners({ events, log, clock, contextOf: bareContext });
  const told: RiglineError[] = [];
  const tell = (error: RiglineError): void => void told.push(error);
  const pluginHost = createPluginHost(loaded, {
    hooks,
    container,
    resolved,
    log,
    clock,
    coreVersion: "0.1.0",
    leniency: { leftOut: tell, failed: tell },
  });
  hooks.freeze();
  const start = (signal = new AbortController().signal) =>
    pluginHost.start({
      config,
      purpose: "session",
      runnersFor: (name, needs) => runners.runnersFor(name, needs),
      signal,
    });
  return {
    host: pluginHost,
    hooks,
    runners,
    container,
    log,
    clock,
    config,
    told,
    start,
    stop: () => pluginHost.stop({ config }),
  };
}

function plugin(name: string, fields: Partial<Plugin> = {}): Plugin {
  return { name, version: "1.0.0", hooks: {}, ...fields };
}

/** A plugin that says when it is opened and closed. */
function opening(name: string, said: string[], fields: Partial<Plugin> = {}): Plugin {
  return plugin(name, {
    hooks: { ready: () => void said.push(`open ${name}`), teardown: () => void said.push(`close ${name}`) },
    ...fields,
  });
}

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

describe("services", () => {
  const MAPPER = createToken<string>("mapper/session-mapper");
  const PICKER = createToken<string>("picker/subject");

  /** Provides MAPPER by its setup. */
  function mapping(
    name: string,
    setup: NonNullable<Plugin["setup"]> = () => "mapped",
    fields: Partial<Plugin> = {},
  ): Plugin {
    return plugin(name, { provides: MAPPER, setup, ...fields });
  }

  /** Says what it was given in ready. */
  function needing(
    name: string,
    needs: NonNullable<Plugin["needs"]>,
    seen: unknown[],
    fields: Partial<Plugin> = {},
  ): Plugin {
    return plugin(name, {
      needs,
      hooks: { ready: (_payload, { needs: given }) => void seen.push({ ...given }) },
      ...fields,
    });
  }

  test("what setup returns is there for who needs it, whatever the order of the config; nobody names a plugin", async () => {
    const seen: unknown[] = [];
    const kit = host([needing("user", { map: MAPPER }, seen), mapping("mapper", () => Promise.resolve("mapped"))]);
    expect(kit.host.plugins.map(({ plugin: one }) => one.name)).toEqual(["mapper", "user"]);
    await kit.start();
    expect(seen).toEqual([{ map: "mapped" }]);
  });

  test("setup is called once, with options, needs and runners, before any ready", async () => {
    const said: unknown[] = [];
    const picker = plugin("picker", {
      options: z.strictObject({ subject: z.string() }),
      provides: PICKER,
      setup: ({ options, defer }) => {
        defer(() => void said.push("picker closed"));
        return options.subject;
      },
    });
    const mapper = mapping(
      "mapper",
      ({ needs, runners, purpose }) => {
        said.push(`setup for a ${purpose}`);
        runners.add({ name: "map", phase: "postSession", run: () => 1 });
        return `map of ${needs.subject}`;
      },
      { needs: { subject: PICKER } },
    );
    const kit = host([
      opening("first", said as string[]),
      needing("user", { map: MAPPER }, said),
      mapper,
      { plugin: picker, with: { subject: "614173" } },
    ]);
    await kit.start();
    await kit.stop();
    expect(said).toEqual([
      "setup for a session",
      "open first",
      { map: "map of 614173" },
      "picker closed",
      "close first",
    ]);
    expect(kit.runners.planned.map(({ name, plugin: owner }) => [name, owner])).toEqual([["map", "mapper"]]);
  });

  test("several at once, by name; one that is missing is an error, and what was deferred is closed", async () => {
    const seen: unknown[] = [];
    const both = (setup: NonNullable<Plugin["setup"]>) =>
      plugin("both", { provides: { map: MAPPER, subject: PICKER }, setup });
    await host([needing("user", { m: MAPPER, p: PICKER }, seen), both(() => ({ map: "m", subject: "p" }))]).start();
    expect(seen).toEqual([{ m: "m", p: "p" }]);
    const closed: string[] = [];
    const kit = host([
      both(({ defer }) => {
        defer(() => void closed.push("closed"));
        return { map: "m" };
      }),
    ]);
    expect(await failureOf(kit.start)).toMatchObject({
      code: "HOOK_FAILED",
      where: { plugin: "both", hook: "setup" },
      cause: {
        code: "SERVICE_NOT_PROVIDED",
        message:
          '`setup` of plugin "both" returned an object, and so nothing for the service "picker/subject" (`subject`)',
      },
    });
    expect(closed).toEqual(["closed"]);
  });

  test.each([
    ["gives one to `services.provide`", (_payload: object, { services }: { services: object }) => provide(services)],
    ["takes `services` from the payload", (payload: object) => provide((payload as { services: object }).services)],
  ])("a plugin of before that %s is told how it is done now", async (_how, ready) => {
    expect(await failureOf(host([plugin("reward", { hooks: { ready } })]).start)).toMatchObject({
      code: "HOOK_FAILED",
      where: { plugin: "reward", hook: "ready" },
      todo: expect.stringContaining("return the service from `setup`") as string,
      cause: { code: "SERVICE_PROVIDE_GONE" },
    });
  });

  test("nothing returned is no service", async () => {
    expect(await failureOf(host([mapping("mapper", () => undefined)]).start)).toMatchObject({
      cause: { code: "SERVICE_NOT_PROVIDED" },
    });
  });

  test("one that is missing is found before anything runs: who needs it, and what is near", async () => {
    const ran: unknown[] = [];
    const asked = createToken("mapper/sesion-mapper");
    const error = await failureOf(() => host([mapping("mapper"), needing("user", { map: asked }, ran)]));
    expect(error).toMatchObject({
      code: "SERVICE_MISSING",
      message:
        'Plugin "user" needs the service "mapper/sesion-mapper", and nothing provides it. Did you mean "mapper/session-mapper" (mapper)?',
      where: { plugin: "user" },
    });
    expect(ran).toEqual([]);
  });

  test("one that is missing: the entry that is switched off, and the package that is known to have it", async () => {
    const off = { use: "./plugins/Camera.mjs", with: {}, enabled: false };
    const camera = needing("user", { camera: createToken("camera/side") }, []);
    expect(await failureOf(() => host([camera], {}, { plugins: [off] }))).toMatchObject({
      code: "SERVICE_MISSING",
      why: "plugins[0] of the config, ./plugins/Camera.mjs, is switched off by `enabled: false`.",
    });
    const places = needing("user", { places: createToken("watchdog/places") }, []);
    expect(await failureOf(() => host([places]))).toMatchObject({
      why: 'The package @rigline/watchdog-plugin provides what begins with "watchdog/".',
    });
  });

  test("an optional one is undefined, a default is given, a real one goes before both", async () => {
    const seen: unknown[] = [];
    const SCALE = createToken<string>("scale/unit", { default: "µl" });
    const needs = { map: optional(MAPPER), scale: SCALE };
    await host([needing("user", needs, seen)]).start();
    const scale = plugin("scale", { provides: SCALE, setup: () => "ml" });
    await host([needing("user", needs, seen), mapping("mapper"), scale]).start();
    expect(seen).toEqual([
      { map: undefined, scale: "µl" },
      { map: "mapped", scale: "ml" },
    ]);
  });

  test("another version of it, optional or not, is refused, naming both plugins and versions", async () => {
    const second = createToken<string>("mapper/session-mapper", { version: 2 });
    for (const need of [second, optional(second)])
      expect(await failureOf(() => host([mapping("mapper"), needing("user", { map: need }, [])]))).toMatchObject({
        code: "SERVICE_VERSION",
        message:
          'Plugin "user" 1.0.0 needs version 2 of the service "mapper/session-mapper", but plugin "mapper" 1.0.0 provides version 1',
      });
  });

  test("two versions side by side each meet their own", async () => {
    const seen: unknown[] = [];
    const second = createToken<string>("mapper/session-mapper", { version: 2 });
    const newer = plugin("newer", { provides: second, setup: () => "second" });
    await host([
      needing("old", { map: MAPPER }, seen),
      needing("new", { map: second }, seen),
      mapping("m"),
      newer,
    ]).start();
    expect(seen).toEqual([{ map: "mapped" }, { map: "second" }]);
  });

  test("provided by two plugins: refused, naming both, unless the config chooses; the other's setup is not run", async () => {
    const ran: string[] = [];
    const one = mapping("one", () => ran.push("one") && "from one");
    const two = mapping("two", () => ran.push("two") && "from two");
    const seen: unknown[] = [];
    const user = needing("user", { map: MAPPER }, seen);
    const error = await failureOf(() => host([one, two, user]));
    expect(error).toMatchObject({
      code: "SERVICE_PROVIDED_TWICE",
      message: 'Both plugin "one" and plugin "two" provide the service "mapper/session-mapper"',
      todo: expect.stringContaining("services:") as string,
    });
    await host([one, two, user], {}, { services: { "mapper/session-mapper": "two" } }).start();
    expect([ran, seen]).toEqual([["two"], [{ map: "from two" }]]);
  });

  test.each([
    ["mapper/session-mapper", "three", "which it does not", "Those that provide it are: one, two."],
    ["mapper/sesion-mapper", "one", "which it does not", 'Nothing provides it. Did you mean "mapper/session-mapper"?'],
  ])("a choice that means nothing (%s: %s) is refused", async (service, chosen, text, why) => {
    const error = await failureOf(() =>
      host([mapping("one"), mapping("two")], {}, { services: { [service]: chosen } }),
    );
    expect(error).toMatchObject({
      code: "SERVICE_CHOICE_INVALID",
      message: expect.stringContaining(text) as string,
      why,
      where: { path: `services["${service}"]` },
    });
  });

  test("one of the launcher's own can't be provided", async () => {
    const clock = plugin("sundial", { provides: [{ token: CLOCK, useValue: createFakeClock() }] });
    expect(await failureOf(() => host([clock]))).toMatchObject({
      code: "SERVICE_PROVIDED_TWICE",
      message: 'Both the launcher and plugin "sundial" provide the service "core/clock"',
    });
  });

  test("who need each other in a circle are told with what they need", async () => {
    const error = await failureOf(() =>
      host([
        mapping("mapper", () => "", { needs: { subject: PICKER } }),
        plugin("picker", { provides: PICKER, setup: () => "", needs: { map: MAPPER } }),
      ]),
    );
    expect(error).toMatchObject({
      code: "PLUGIN_DEPENDENCY_CYCLE",
      message: "Plugins depend on each other in a circle: mapper → picker → mapper",
      why: "mapper needs picker/subject, which picker provides\npicker needs mapper/session-mapper, which mapper provides",
    });
  });

  test("what a class of the plugin is filled with is a need of the plugin, found before anything runs", async () => {
    @injectable()
    class Report {
      constructor(@inject(MAPPER) readonly map: string) {}
    }
    const seen: unknown[] = [];
    const reporting = plugin("reporting", {
      services: [Report],
      needs: { report: Report },
      hooks: { ready: (_payload, { needs }) => void seen.push(needs.report.map) },
    });
    expect(await failureOf(() => host([reporting]))).toMatchObject({
      code: "SERVICE_MISSING",
      message: expect.stringContaining('needs the service "mapper/session-mapper", for class Report') as string,
    });
    const kit = host([reporting, mapping("mapper")]);
    expect(kit.host.plugins.map(({ plugin: one }) => one.name)).toEqual(["mapper", "reporting"]);
    await kit.start();
    expect(seen).toEqual(["mapped"]);
    const unlisted = plugin("unlisted", { needs: { report: Report } });
    expect(await failureOf(() => host([unlisted, mapping("mapper")]))).toMatchObject({
      code: "SERVICE_MISSING",
      todo: "Put the class Report into the plugin's `services`.",
    });
  });

  test("runners are given what their plugin needs, beside what they need themselves", async () => {
    const seen: unknown[] = [];
    const user = plugin("user", {
      needs: { map: MAPPER },
      hooks: {
        ready: ({ runners }) => {
          const first = runners.add({ name: "first", phase: "postSession", run: () => 7 });
          runners.add({
            name: "second",
            phase: "postSession",
            needs: { first },
            run: ({ needs }) => void seen.push({ ...needs }),
          });
        },
      },
    });
    const kit = host([user, mapping("mapper")]);
    await kit.start();
    const session = { name: "s" } as Session;
    await kit.runners.runPhase("postSession", { session, outcome: "success", signal: new AbortController().signal });
    expect(seen).toEqual([{ first: 7, map: "mapped" }]);
  });

  test("a runner's own need can't have the name of a service", async () => {
    const user = plugin("user", {
      needs: { map: MAPPER },
      hooks: {
        ready: ({ runners }) => {
          const map = runners.add({ name: "first", phase: "postSession", run: () => 7 });
          runners.add({ name: "second", phase: "postSession", needs: { map }, run: () => undefined });
        },
      },
    });
    expect(await failureOf(host([user, mapping("mapper")]).start)).toMatchObject({
      cause: { code: "RUNNER_NEED_INVALID" },
    });
  });
});

describe("extension points", () => {
  const STEPS = extensionPoint<string>("kitchen/steps");

  function extending(name: string, step: string, fields: Partial<Plugin> = {}): Plugin {
    return plugin(name, {
      extends: { steps: STEPS },
      hooks: { ready: (_payload, context) => context.extends.steps.add(step) },
      ...fields,
    });
  }

  test("who offers one is ready behind all that extend it, and finds what they added, with who did", async () => {
    const seen: unknown[] = [];
    const kitchen = plugin("kitchen", {
      offers: { steps: STEPS },
      hooks: { ready: (_payload, { offers }) => void seen.push(...offers.steps) },
    });
    const kit = host([kitchen, extending("one", "chop"), extending("two", "fry")]);
    await kit.start();
    expect(seen).toEqual([
      { plugin: "one", value: "chop" },
      { plugin: "two", value: "fry" },
    ]);
    expect(
      kit.hooks
        .describe()
        .find(({ hook }) => hook === "ready")
        ?.handlers.map((one) => one.plugin),
    ).toEqual(["one", "two", "kitchen"]);
  });

  test("it may need a service of the plugin that it extends", async () => {
    const seen: unknown[] = [];
    const KNIFE = createToken<string>("kitchen/knife");
    const kitchen = plugin("kitchen", {
      offers: { steps: STEPS },
      provides: KNIFE,
      setup: () => "sharp",
      hooks: {
        ready: (_payload, { offers }) => void seen.push(...offers.steps.map((step: Extension<string>) => step.value)),
      },
    });
    const cook = plugin("cook", {
      needs: { knife: KNIFE },
      extends: { steps: STEPS },
      hooks: { ready: (_payload, { needs, extends: points }) => points.steps.add(`chop, ${needs.knife}`) },
    });
    await host([kitchen, cook]).start();
    expect(seen).toEqual(["chop, sharp"]);
  });

  test("what comes too late is refused, and what nobody reads is told, with the nearest point", async () => {
    let add: (step: string) => void = () => undefined;
    const late = plugin("late", {
      extends: { steps: STEPS },
      hooks: { ready: (_payload, context) => void (add = (step) => context.extends.steps.add(step)) },
    });
    await host([plugin("kitchen", { offers: { steps: STEPS } }), late]).start();
    expect(() => add("salt")).toThrow(expect.objectContaining({ code: "EXTENSION_LATE", where: { plugin: "late" } }));
    const other = extensionPoint<string>("kitchen/step");
    const kit = host([
      plugin("kitchen", { offers: { steps: STEPS } }),
      extending("one", "x", { extends: { steps: other } }),
    ]);
    expect(kit.log.lines).toContain(
      'warning rigline: what plugin one adds to kitchen/step is read by nobody: no plugin that is loaded offers it. Did you mean "kitchen/steps"?',
    );
  });

  test("whose reader can't come last says why it should, and of who adds without a ready nothing is said", async () => {
    const nothing = (): void => undefined;
    const kitchen = plugin("kitchen", { offers: { steps: STEPS }, hooks: { ready: nothing } });
    const nuts = (order: "normal" | "post"): Plugin =>
      plugin("nuts", { extends: { steps: STEPS }, hooks: { ready: { order, handler: nothing } } });
    expect(await failureOf(() => host([kitchen, nuts("post")]))).toMatchObject({
      code: "HOOK_ORDER_CYCLE",
      why: expect.stringContaining("kitchen reads kitchen/steps, to which nuts adds") as string,
    });
    const idle = plugin("idle", { extends: { steps: STEPS } });
    const ready = host([kitchen, nuts("normal"), idle])
      .hooks.describe()
      .find(({ hook }) => hook === "ready");
    expect(ready?.handlers.map(({ plugin: one, reasons }) => [one, reasons])).toEqual([
      ["nuts", ["kitchen reads kitchen/steps, to which nuts adds", "otherwise 2nd of 2 in the order of loading"]],
      ["kitchen", ["kitchen reads kitchen/steps, to which nuts adds", "otherwise 1st of 2 in the order of loading"]],
    ]);
  });

  test("offered by two plugins: refused, naming both", async () => {
    const offers = { steps: STEPS };
    expect(await failureOf(() => host([plugin("one", { offers }), plugin("two", { offers })]))).toMatchObject({
      code: "SERVICE_PROVIDED_TWICE",
      message: 'Both plugin "one" and plugin "two" offer the extension point "kitchen/steps"',
    });
  });
});

describe("a plugin that is not required", () => {
  const lenient = (one: Plugin): Given => ({ plugin: one, required: false });
  const without = (message: string): object =>
    expect.objectContaining({ code: "PLUGIN_DONE_WITHOUT", exit: "success", message }) as object;

  test("and whose options are wrong, or whose needs nobody meets, is left out; the others run", async () => {
    const said: string[] = [];
    const kit = host([
      opening("a", said),
      { plugin: opening("plain", said), with: { level: 1 }, required: false },
      lenient(opening("needy", said, { needs: { map: createToken("mapper/map") } })),
    ]);
    await kit.start();
    await kit.stop();
    expect(said).toEqual(["open a", "close a"]);
    expect(kit.told.map(({ where }) => where.plugin)).toEqual(["plain", "needy"]);
    expect(kit.told[1]).toEqual(
      without(
        'Plugin "needy" needs the service "mapper/map", and nothing provides it. There are: core/clock; needy is not required, so it is done without',
      ),
    );
  });

  test("but whose service somebody needs: that one's need is unmet, and it is told who was left out", async () => {
    const MAP = createToken<string>("mapper/map");
    const mapper = plugin("mapper", { provides: MAP, setup: () => "", needs: { other: createToken("x/y") } });
    const error = await failureOf(() => host([lenient(mapper), plugin("user", { needs: { map: MAP } })]));
    expect(error).toMatchObject({
      code: "SERVICE_MISSING",
      where: { plugin: "user" },
      why: expect.stringContaining(
        'mapper is not required and was left out: Plugin "mapper" needs the service "x/y"',
      ) as string,
    });
  });

  test("and is left out: who depends on it is told why", async () => {
    const mapper = plugin("mapper", { needs: { other: createToken("x/y") } });
    const error = await failureOf(() => host([lenient(mapper), plugin("user", { dependsOn: { mapper: "^1.0.0" } })]));
    expect(error).toMatchObject({
      code: "PLUGIN_DEPENDENCY_MISSING",
      message: 'Plugin "user" depends on "mapper" (^1.0.0), which is not required and was left out',
      why: expect.stringContaining('"x/y"') as string,
      todo: "Mend mapper, or set `required: false` on user too.",
    });
  });

  test("and is left out: that the config chooses it among two is no fault, and the other provides", async () => {
    const MAP = createToken<string>("mapper/map");
    const seen: unknown[] = [];
    const mapper = (name: string, fields: Partial<Plugin> = {}): Plugin =>
      plugin(name, { provides: MAP, setup: () => `of ${name}`, ...fields });
    const user = plugin("user", {
      needs: { map: MAP },
      hooks: { ready: (_payload, { needs }) => void seen.push({ ...needs }) },
    });
    const needy = mapper("second", { needs: { other: createToken("x/y") } });
    const values = { services: { "mapper/map": "second" } };
    await host([mapper("first"), lenient(needy), user], {}, values).start();
    expect(seen).toEqual([{ map: "of first" }]);
    expect(await failureOf(() => host([mapper("first"), user], {}, values))).toMatchObject({
      code: "SERVICE_CHOICE_INVALID",
    });
  });

  test("and fails in setup: its service is missing for good, and each need has what it says of that", async () => {
    const MAP = createToken<string>("mapper/map");
    const seen: unknown[] = [];
    const abort = new AbortController();
    let late = (): void => undefined;
    const mapper = plugin("mapper", {
      provides: MAP,
      setup: () => new Promise((resolve) => void (late = () => resolve("too late"))),
    });
    @injectable()
    class Reader {
      constructor(@inject(createToken<string>("mapper/map", { default: "of the class" })) readonly map: string) {}
    }
    const see = (name: string, needs: Plugin["needs"] = {}): Plugin =>
      plugin(name, {
        needs,
        hooks: {
          ready: (_payload, context) => void seen.push(Object.values(context.needs)[0]),
          preflight: (_payload, context) => {
            seen.push(Object.values(context.needs)[0]);
          },
        },
      });
    const kit = host([
      lenient(mapper),
      see("without", { map: optional(MAP) }),
      see("default", { map: createToken("mapper/map", { default: "none" }) }),
      plugin("reader", {
        services: [Reader],
        needs: { reader: Reader },
        hooks: { ready: (_payload, context) => void seen.push((context.needs as { reader: Reader }).reader.map) },
      }),
    ]);
    const starting = kit.start(abort.signal);
    await kit.clock.advance(30_000);
    await starting;
    late();
    await kit.hooks.run("preflight", { config: kit.config });
    expect(seen).toEqual([undefined, "none", "of the class", undefined, "none"]);
  });

  test("and can't make what it provides: that is missing, and told once", async () => {
    const MAP = createToken<string>("mapper/map");
    const table = {
      plugin: plugin("mapper", {
        provides: [
          {
            token: MAP,
            useFactory: () => {
              throw new Error("no table");
            },
          },
        ],
      }),
      required: false,
    };
    const seen: unknown[] = [];
    const see = (name: string, need: NonNullable<Plugin["needs"]>[string]): Plugin =>
      plugin(name, {
        needs: { map: need },
        hooks: { ready: (_payload, { needs }) => void seen.push((needs as { map: unknown }).map) },
      });
    const kit = host([
      table,
      see("a", optional(MAP)),
      see("b", createToken("mapper/map", { default: "none" })),
      see("c", optional(MAP)),
    ]);
    await kit.start();
    expect(seen).toEqual([undefined, "none", undefined]);
    expect(kit.told).toEqual([
      without(
        'The service "mapper/map" of plugin "mapper" could not be made: no table; mapper is not required, so it is done without',
      ),
    ]);
    expect(await failureOf(() => host([table, see("d", MAP)]).start())).toMatchObject({
      code: "HOOK_FAILED",
      message: expect.stringContaining('plugin "mapper", which was to provide it, failed') as string,
    });
  });

  test("and fails in setup: who can't do without its service is told of it by name", async () => {
    const MAP = createToken<string>("mapper/map");
    const mapper = plugin("mapper", { provides: MAP, setup: () => Promise.reject(new Error("no table")) });
    const user = plugin("user", {
      needs: { map: MAP },
      hooks: { ready: (_payload, { needs }) => void (needs as { map: string }).map },
    });
    expect(await failureOf(() => host([lenient(mapper), user]).start())).toMatchObject({
      code: "HOOK_FAILED",
      message:
        'Plugin "user" failed in ready: The service "mapper/map" is not there: plugin "mapper", which was to provide it, failed and is not required',
      todo: "Mend mapper, or make the need optional where the plugin can do without.",
    });
  });

  test.each([
    ["rejects", () => Promise.reject(new Error("no camera"))],
    [
      "throws",
      () => {
        throw new Error("no camera");
      },
    ],
  ])("and %s in ready is told; nothing more of it is called but what closes", async (_how, ready) => {
    const said: string[] = [];
    const camera = plugin("camera", {
      hooks: {
        ready: ({ runners }, { defer }) => {
          defer(() => void said.push("closed"));
          runners.add({ name: "shoot", phase: "postSession", run: () => void said.push("shot") });
          return ready();
        },
        experimentEnded: () => void said.push("called"),
        teardown: () => void said.push("torn down"),
      },
    });
    const kit = host([lenient(camera), opening("a", said)]);
    await kit.start();
    expect(kit.told).toEqual([
      without('Plugin "camera" failed in ready: no camera; camera is not required, so it is done without'),
    ]);
    await kit.hooks.run("experimentEnded", { session: {} as Session, outcome: "success" });
    const session = { name: "s" } as Session;
    const signal = new AbortController().signal;
    const [shoot] = await kit.runners.runPhase("postSession", { session, outcome: "success", signal });
    expect(shoot).toMatchObject({ state: "failed", code: "PLUGIN_GONE", tolerated: true });
    expect(await kit.stop()).toEqual([]);
    expect(said).toEqual(["open a", "close a", "torn down", "closed"]);
  });

  test("and hangs is given up at half of the hook's time, so that the others have theirs", async () => {
    const said: string[] = [];
    const aborted: unknown[] = [];
    const hanging = plugin("hanging", {
      hooks: {
        ready: (_payload, { signal }) =>
          new Promise<void>(() => signal.addEventListener("abort", () => aborted.push(signal.reason))),
      },
    });
    const kit = host([lenient(hanging), opening("a", said)]);
    const starting = kit.start();
    await kit.clock.advance(30_000);
    await starting;
    expect(said).toEqual(["open a"]);
    expect(kit.told).toEqual([
      without('Plugin "hanging" did not finish ready within 30 s; hanging is not required, so it is done without'),
    ]);
    expect(aborted).toMatchObject([{ code: "HOOK_TIMED_OUT" }]);
  });

  test("fails elsewhere: what it would have answered is missing, a preflight has a warning, teardown is no failure", async () => {
    const fail = (): never => {
      throw new Error("no share");
    };
    const notes = plugin("notes", {
      hooks: {
        preflight: fail,
        beforeSession: (() => ({ raeson: "misspelt" })) as never,
        teardown: (_payload, { defer }) => {
          defer(fail);
          fail();
        },
      },
    });
    const kit = host([lenient(notes)]);
    await kit.start();
    const { answers, errors } = await kit.hooks.run("preflight", { config: kit.config });
    expect([answers, errors]).toMatchObject([[{ answer: { level: "warning", subject: "notes" } }], []]);
    expect(await kit.hooks.run("beforeSession", {} as Session)).toBeUndefined();
    expect(await kit.stop()).toEqual([]);
    expect(kit.told.map(({ where }) => where.hook)).toEqual(["beforeSession", "teardown", "teardown"]);
  });

  test("Ctrl+C is not its failure", async () => {
    const abort = new AbortController();
    const waiting = plugin("waiting", {
      hooks: {
        ready: (_payload, { signal }) =>
          new Promise<void>((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason as Error));
          }),
      },
    });
    const kit = host([lenient(waiting)]);
    const starting = failureOf(() => kit.start(abort.signal));
    abort.abort(new Error("Ctrl+C"));
    expect(await starting).toMatchObject({ code: "HOOK_ABORTED" });
    expect(kit.told).toEqual([]);
  });
});

test("two plugins that name one service with two defaults have each their own, and a third without one has none", async () => {
  const seen: unknown[] = [];
  const see = (name: string, need: NonNullable<Plugin["needs"]>[string]): Plugin =>
    plugin(name, {
      needs: { unit: need },
      hooks: { ready: (_payload, { needs }) => void seen.push((needs as { unit: unknown }).unit) },
    });
  const kit = host([
    see("a", createToken("scale/unit", { default: "g" })),
    see("b", createToken("scale/unit", { default: "mg" })),
    see("c", optional(createToken("scale/unit"))),
  ]);
  await kit.start();
  expect(seen).toEqual(["g", "mg", undefined]);
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

function provide(services: object): void {
  (services as { provide: (token: unknown, value: unknown) => void }).provide(createToken("lab/reward"), 1);
}
