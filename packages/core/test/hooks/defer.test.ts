import { expect, test } from "vitest";
import type { HookContext, HookTable, Series, Settle } from "../../src/hooks/hook-kinds.js";
import { createHookRegistry } from "../../src/hooks/hook-registry.js";
import type { PluginHooks } from "../../src/hooks/hook-kinds.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog } from "@rigline/foundation/testing";
import { contextOf, createGate } from "./hook-kit.js";

interface Hooks {
  early: Series<string>;
  open: Series<string>;
  close: Settle<string, void>;
}

const TABLE: HookTable<Hooks> = {
  early: { kind: "series", timeoutMs: 1_000 },
  open: { kind: "series", timeoutMs: 1_000 },
  close: { kind: "settle", timeoutMs: 500, reverse: "open", closes: true },
};

function kit(plugins: Readonly<Record<string, PluginHooks<Hooks>>>) {
  const clock = createFakeClock();
  const log = createMemoryLog();
  const events = createMemoryEvents({ log, clock });
  const around: string[] = [];
  const registry = createHookRegistry<Hooks>(TABLE, {
    events,
    log,
    clock,
    around: ({ hook, plugin }, call) => {
      around.push(`${plugin} ${hook}`);
      return call();
    },
  });
  for (const [plugin, hooks] of Object.entries(plugins)) registry.use(hooks, contextOf(plugin, log));
  registry.freeze();
  return { registry, clock, log, events, around };
}

/** Says what it opens, and at the end what it closes. */
function opens(said: string[], ...names: string[]) {
  return (_payload: unknown, { defer }: HookContext) => {
    for (const name of names) {
      said.push(`open ${name}`);
      defer(() => void said.push(`close ${name}`));
    }
  };
}

test("the last opened is closed first, behind the plugin's own handler, plugin by plugin", async () => {
  const said: string[] = [];
  const { registry } = kit({
    disk: { open: opens(said, "disk"), close: () => void said.push("handler of disk") },
    camera: { open: opens(said, "port", "camera") },
    wheel: { open: opens(said, "wheel"), close: () => void said.push("handler of wheel") },
    lamp: { open: opens(said, "lamp") },
  });
  await registry.run("open", "");
  said.length = 0;
  const { errors } = await registry.run("close", "");
  expect(errors).toEqual([]);
  expect(said).toEqual([
    "close lamp",
    "handler of wheel",
    "close wheel",
    "close camera",
    "close port",
    "handler of disk",
    "close disk",
  ]);
});

test("a plugin with a place of its own in the closing hook takes with it what it deferred, and the others keep theirs", async () => {
  const said: string[] = [];
  const { registry } = kit({
    a: { open: opens(said, "a") },
    b: { open: opens(said, "b"), close: { order: "post", handler: () => void said.push("handler of b") } },
    c: { open: opens(said, "c"), close: () => void said.push("handler of c") },
  });
  await registry.run("open", "");
  said.length = 0;
  await registry.run("close", "");
  expect(said).toEqual(["handler of c", "close c", "handler of b", "close b", "close a"]);
});

test("a `before` or `after` is about handlers alone, and so is the list of them", () => {
  const { registry } = kit({
    a: { open: () => undefined },
    b: { close: { order: "pre", after: ["a"], handler: () => undefined } },
  });
  const close = registry.describe().find(({ hook }) => hook === "close");
  expect(close?.handlers.map(({ plugin, position }) => `${position} ${plugin}`)).toEqual(["1 b"]);
});

test("all of it is closed, whatever throws, rejects or never ends; each failure names its plugin", async () => {
  const said: string[] = [];
  const cause = new Error("the port is gone");
  const { registry, clock, log } = kit({
    first: { open: opens(said, "first") },
    bad: {
      open: (_payload, { defer }) => {
        defer(() => void said.push("close bad"));
        defer(() => {
          throw cause;
        });
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what is thrown need not be an error
        defer(() => Promise.reject("stuck"));
        defer(() => new Promise(() => undefined));
      },
      close: () => Promise.reject(new Error("no")),
    },
    last: { open: opens(said, "last") },
  });
  await registry.run("open", "");
  said.length = 0;
  const closing = registry.run("close", "");
  await clock.advance(500);
  const { errors } = await closing;
  expect(said).toEqual(["close last", "close bad", "close first"]);
  expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'HOOK_FAILED Plugin "bad" failed in close: no',
    'HOOK_TIMED_OUT Plugin "bad" did not finish close within 500 ms',
    'HOOK_FAILED Plugin "bad" failed in close: stuck',
    'HOOK_FAILED Plugin "bad" failed in close: the port is gone',
  ]);
  expect(errors[3]).toMatchObject({ where: { plugin: "bad", hook: "close" }, cause });
  expect(clock.pending).toBe(0);
  expect(log.lines).toEqual([]);
});

test("what is opened before a failure is closed, by whoever failed and by those who are not called", async () => {
  const said: string[] = [];
  const { registry } = kit({
    early: { early: opens(said, "early"), close: () => void said.push("handler of early") },
    camera: {
      open: (payload, context) => {
        opens(said, "camera")(payload, context);
        throw new Error("no light");
      },
    },
    never: { open: opens(said, "never") },
  });
  await registry.run("early", "");
  await expect(registry.run("open", "")).rejects.toMatchObject({ where: { plugin: "camera" } });
  said.length = 0;
  await registry.run("close", "", { only: (plugin) => plugin === "camera" });
  expect(said).toEqual(["close camera", "close early"]);
});

test("what is deferred while it is closed is closed too; after that, at once, and a failure is logged", async () => {
  const said: string[] = [];
  const late = createGate<HookContext["defer"]>();
  const { registry, log } = kit({
    a: {
      open: (_payload, { defer }) => {
        late.open(defer);
        defer(() => {
          said.push("outer");
          defer(() => void said.push("inner"));
        });
      },
    },
  });
  await registry.run("open", "");
  await registry.run("close", "");
  expect(said).toEqual(["outer", "inner"]);
  const defer = await late.promise;
  const closed = createGate();
  defer(() => closed.open());
  await closed.promise;
  const failed = createGate();
  defer(() => {
    failed.open();
    throw new Error("gone");
  });
  await failed.promise;
  await expect
    .poll(() => log.lines)
    .toEqual(["warning rigline.a: what was deferred after the end could not be closed: gone"]);
});

test("closing is told and guarded like a handler; hooks that close nothing leave everything open", async () => {
  const said: string[] = [];
  const { registry, events, around } = kit({ a: { early: opens(said, "a"), open: () => undefined } });
  await registry.run("early", "");
  await registry.run("open", "");
  expect(said).toEqual(["open a"]);
  await registry.run("close", "");
  expect(around).toEqual(["a early", "a open", "a close"]);
  expect(events.recorded.slice(-4).map(({ name, event }) => [name, event])).toMatchObject([
    ["hook.started", { hook: "close", handlers: 0 }],
    ["handler.started", { hook: "close", plugin: "a" }],
    ["handler.settled", { hook: "close", plugin: "a", outcome: "ok" }],
    ["hook.settled", { hook: "close" }],
  ]);
});

test("what is no function is refused where it is deferred", async () => {
  const { registry } = kit({ a: { open: (_payload, { defer }) => defer({ close: () => undefined } as never) } });
  await expect(registry.run("open", "")).rejects.toMatchObject({
    code: "HOOK_FAILED",
    message: expect.stringContaining("defer takes a function that closes, not ") as string,
  });
});
