import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { LauncherConfig } from "../../src/config/launcher-config.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import { CLOCK } from "../../src/di/core-tokens.js";
import { createToken, extensionPoint, optional } from "../../src/di/tokens.js";
import type { Clock } from "@rigline/foundation/platform";
import type { Extension, Plugin } from "../../src/plugins/plugin.js";
import type { RunnerHandle } from "../../src/runners/runner-handle.js";
import type { Session } from "../../src/session/session.js";

test("options are inferred from the schema, after its defaults and conversions", () => {
  const plugin = definePlugin({
    name: "mapper",
    version: "1.0.0",
    options: z.strictObject({ level: z.number().default(3), since: z.string().transform((text) => new Date(text)) }),
    hooks: {
      ready: (_payload, { options }) => {
        expectTypeOf(options).toEqualTypeOf<{ level: number; since: Date }>();
      },
      preflight: {
        order: "pre",
        handler: ({ config }, { options }) => {
          expectTypeOf(config).toEqualTypeOf<LauncherConfig>();
          expectTypeOf(options.since).toEqualTypeOf<Date>();
          // @ts-expect-error -- no such option
          void options.depth;
          return { level: "ok", subject: "mapper", message: "fine" };
        },
      },
    },
  });
  expectTypeOf(plugin).toEqualTypeOf<Plugin<{ level: number; since: Date }>>();
  expectTypeOf(plugin).toExtend<Plugin>();
});

test("runner handles are typed through needs", () => {
  definePlugin({
    name: "mapper",
    version: "1.0.0",
    hooks: {
      ready: ({ runners }) => {
        const map = runners.add({
          name: "map",
          phase: "postSession",
          run: async ({ session }) => ({ at: session.date }),
        });
        expectTypeOf(map).toEqualTypeOf<RunnerHandle<{ at: string }>>();
        runners.add({
          name: "publish",
          phase: "postSession",
          needs: { map },
          run: ({ needs }) => {
            expectTypeOf(needs.map).toEqualTypeOf<{ at: string }>();
          },
        });
        // @ts-expect-error -- no such phase
        runners.add({ name: "late", phase: "afterwards", run: () => undefined });
        // @ts-expect-error -- a need is a handle, not a name
        runners.add({ name: "wrong", phase: "session", needs: { map: "map" }, run: () => undefined });
      },
    },
  });
  expectTypeOf<RunnerHandle<Session>["result"]>().returns.toEqualTypeOf<Session>();
});

test("a wrong definition does not compile", () => {
  const common = { name: "mapper", version: "1.0.0" };
  expectTypeOf(definePlugin({ ...common, hooks: {} })).toExtend<Plugin>();
  // @ts-expect-error -- no such hook
  definePlugin({ ...common, hooks: { sessionBegun: () => undefined } });
  // @ts-expect-error -- no such payload
  definePlugin({ ...common, hooks: { experimentEnded: ({ config }) => void config } });
  // @ts-expect-error -- no such answer
  definePlugin({ ...common, hooks: { beforeSession: () => "no food" } });
  // @ts-expect-error -- payloads are read-only: a changed copy is returned
  definePlugin({ ...common, hooks: { configResolved: (config) => void (config.data_dir = "elsewhere") } });
  // @ts-expect-error -- at every depth
  definePlugin({ ...common, hooks: { ready: ({ config }) => void config.plugins.pop() } });
  // @ts-expect-error -- no such key
  definePlugin({ ...common, priority: 1, hooks: {} });
  // @ts-expect-error -- no schema
  definePlugin({ ...common, options: { level: 3 }, hooks: {} });
  // @ts-expect-error -- a version is needed
  definePlugin({ name: "mapper", hooks: {} });
});

const REWARD = createToken<{ readonly microliters: number }>("reward/total", { default: { microliters: 0 } });
const SCALE = createToken<string>("scale/unit");
const TREATS = extensionPoint<string>("kitchen/treats");

test("needs are typed in handlers, setup and runners", () => {
  const plugin = definePlugin({
    name: "summary",
    version: "1.0.0",
    needs: { reward: REWARD, scale: optional(SCALE), clock: CLOCK },
    hooks: {
      ready: ({ runners }, { needs }) => {
        expectTypeOf(needs.reward.microliters).toEqualTypeOf<number>();
        expectTypeOf(needs.scale).toEqualTypeOf<string | undefined>();
        expectTypeOf(needs.clock).toEqualTypeOf<Clock>();
        // @ts-expect-error -- nothing of this name is needed
        void needs.camera;
        const map = runners.add({ name: "map", phase: "postSession", run: () => 7 });
        runners.add({
          name: "summary",
          phase: "postSession",
          needs: { map },
          when: { outcome: ["success", "failed"] },
          run: (context) => {
            expectTypeOf(context.needs.reward.microliters).toEqualTypeOf<number>();
            expectTypeOf(context.needs.map).toEqualTypeOf<number>();
          },
        });
      },
    },
  });
  expectTypeOf(plugin).toExtend<Plugin>();
});

test("what setup returns is the service, and it can't be forgotten", () => {
  const common = { name: "reward", version: "1.0.0" };
  const options = z.strictObject({ microliters: z.number() });
  const plugin = definePlugin({ ...common, options, provides: REWARD, setup: (context) => context.options });
  expectTypeOf(plugin).toExtend<Plugin>();
  definePlugin({ ...common, provides: SCALE, setup: async () => Promise.resolve("ml") });
  definePlugin({ ...common, needs: { scale: SCALE }, provides: SCALE, setup: ({ needs }) => needs.scale });
  // @ts-expect-error -- another shape
  definePlugin({ ...common, provides: REWARD, setup: () => ({ microlitres: 4 }) });
  // @ts-expect-error -- nothing makes it
  definePlugin({ ...common, provides: REWARD });
  const both = { reward: REWARD, scale: SCALE };
  definePlugin({ ...common, provides: both, setup: () => ({ reward: { microliters: 4 }, scale: "ml" }) });
  // @ts-expect-error -- one of the two is missing
  definePlugin({ ...common, provides: both, setup: () => ({ scale: "ml" }) });
  // @ts-expect-error -- what the container makes needs no setup
  definePlugin({ ...common, provides: [{ token: SCALE, useValue: "ml" }], setup: () => "ml" });
});

test("extension points are typed on both sides", () => {
  const plugin = definePlugin({
    name: "kitchen",
    version: "1.0.0",
    offers: { treats: TREATS },
    extends: { others: TREATS },
    hooks: {
      ready: (_payload, context) => {
        expectTypeOf(context.offers.treats[0]).toEqualTypeOf<Extension<string> | undefined>();
        context.extends.others.add("a nut");
        expectTypeOf(context.extends.others.isOffered).toEqualTypeOf<boolean>();
        // @ts-expect-error -- a treat is a text
        context.extends.others.add(7);
      },
    },
  });
  expectTypeOf(plugin).toExtend<Plugin>();
});
