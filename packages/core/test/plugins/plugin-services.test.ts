import { describe, expect, test } from "vitest";
import { z } from "zod";
import { CLOCK } from "../../src/di/core-tokens.js";
import { inject, injectable } from "../../src/di/providers.js";
import { createToken, optional } from "../../src/di/tokens.js";
import type { Session } from "../../src/session/session.js";
import type { Plugin } from "../../src/plugins/plugin.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { failureOf } from "./plugin-kit.js";
import { host, opening, plugin } from "./host-kit.js";

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

function provide(services: object): void {
  (services as { provide: (token: unknown, value: unknown) => void }).provide(createToken("lab/reward"), 1);
}
