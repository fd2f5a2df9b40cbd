import { describe, expect, test } from "vitest";
import { inject, injectable } from "../../src/di/providers.js";
import { createToken, optional } from "../../src/di/tokens.js";
import type { Session } from "../../src/session/session.js";
import type { Plugin } from "../../src/plugins/plugin.js";
import { failureOf } from "./plugin-kit.js";
import { host, opening, plugin, type Given } from "./host-kit.js";

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
      todo: "Fix mapper, or set `required: false` on user too.",
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
    await kit.hooks.run("preflight", { config: kit.config, purpose: "session" });
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
      todo: "Fix mapper, or make the need optional where the plugin can do without.",
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
    const { answers, errors } = await kit.hooks.run("preflight", { config: kit.config, purpose: "session" });
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
