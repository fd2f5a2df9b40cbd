import { expectTypeOf, test } from "vitest";
import type { HookRegistry } from "../../src/hooks/hook-registry.js";
import type { SettleResult, HookTable } from "../../src/hooks/hook-kinds.js";
import type {
  Finding,
  LifecycleHooks,
  PreflightPayload,
  ReadyPayload,
  Veto,
} from "../../src/lifecycle/lifecycle-hooks.js";
import type { LauncherConfig } from "../../src/config/launcher-config.js";
import type { HandlerContext } from "../../src/hooks/hook-entries.js";
import type { Session } from "../../src/session/session.js";

declare const registry: HookRegistry<LifecycleHooks>;
declare const context: HandlerContext<{ readonly level: number }>;
declare const session: Session;
declare const config: LauncherConfig;

test("what run resolves to follows from the hook's kind", () => {
  expectTypeOf(registry.run("sessionStarted", { session })).resolves.toEqualTypeOf<void>();
  expectTypeOf(registry.run("preflight", { config, purpose: "session" })).resolves.toEqualTypeOf<
    SettleResult<Finding | readonly Finding[]>
  >();
  expectTypeOf(registry.run("beforeSession", session)).resolves.toEqualTypeOf<
    { readonly plugin: string; readonly answer: Veto } | undefined
  >();
  expectTypeOf(registry.run("configResolved", config)).resolves.toEqualTypeOf<LauncherConfig>();
});

test("payloads, names and options of a run are checked", () => {
  expectTypeOf<Parameters<typeof registry.run<"preflight">>[1]>().toEqualTypeOf<PreflightPayload>();
  // @ts-expect-error -- no such hook
  void registry.run("sessionStart", { session });
  // @ts-expect-error -- no such payload
  void registry.run("sessionStarted", { session: "614173" });
  // @ts-expect-error -- the payload is missing
  void registry.run("sessionStarted");
  // @ts-expect-error -- payloadFor must give the hook's payload
  void registry.run("sessionStarted", { session }, { payloadFor: () => ({ config }) });
});

test("what closes is a function, awaited or not, in every hook", () => {
  registry.use(
    {
      ready: (_payload, { defer }) => {
        defer(() => undefined);
        defer(async () => Promise.resolve());
        // @ts-expect-error -- not the thing itself
        defer(session);
      },
      sessionStarted: (_payload, { defer }) => void expectTypeOf(defer).returns.toEqualTypeOf<void>(),
    },
    context,
  );
  expectTypeOf<ReadyPayload["purpose"]>().toEqualTypeOf<"session" | "inspection">();
});

test("handlers know their payload and options, in both ways of writing them", () => {
  registry.use(
    {
      sessionStarted: (payload, { options, signal, plugin }) => {
        expectTypeOf(payload.session).toEqualTypeOf<Session>();
        expectTypeOf(options).toEqualTypeOf<{ readonly level: number }>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        expectTypeOf(plugin).toBeString();
      },
      configResolved: {
        order: "pre",
        handler: (payload, { options }) => {
          expectTypeOf(options.level).toBeNumber();
          return { ...payload, debug_mode: true };
        },
      },
    },
    context,
  );
});

test("a wrong name, payload, answer, tier or field does not compile", () => {
  expectTypeOf(registry.use({}, context)).toEqualTypeOf<void>();
  // @ts-expect-error -- no such hook
  registry.use({ sessionBegun: () => undefined }, context);
  // @ts-expect-error -- this hook's payload has no runners
  registry.use({ sessionStarted: ({ runners }) => void runners }, context);
  // @ts-expect-error -- a veto has a reason
  registry.use({ beforeSession: () => ({ why: "no food" }) }, context);
  // @ts-expect-error -- a finding's level is one of three
  registry.use({ preflight: () => ({ level: "fatal", subject: "disk", message: "full" }) }, context);
  // @ts-expect-error -- a waterfall hands on the whole payload
  registry.use({ configResolved: async () => ({ data_dir: "d" }) }, context);
  // @ts-expect-error -- no such tier
  registry.use({ ready: { order: "first", handler: () => undefined } }, context);
  // @ts-expect-error -- no such field
  registry.use({ ready: { priority: 1, handler: () => undefined } }, context);
  // @ts-expect-error -- the payload is read-only
  registry.use({ sessionStarted: ({ session: one }) => void (one.subject = "x") }, context);
});

test("the table of values must agree with the table of types", () => {
  expectTypeOf<HookTable<LifecycleHooks>["ready"]["kind"]>().toEqualTypeOf<"series">();
  // @ts-expect-error -- beforeSession is a bail
  const wrong: HookTable<LifecycleHooks>["beforeSession"] = { kind: "series", timeoutMs: 1 };
  // @ts-expect-error -- reverse names a hook
  const reverse: HookTable<LifecycleHooks>["teardown"] = { kind: "settle", timeoutMs: 1, reverse: "raedy" };
  void [wrong, reverse];
});
