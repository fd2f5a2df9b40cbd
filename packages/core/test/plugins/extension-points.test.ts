import { describe, expect, test } from "vitest";
import { createToken, extensionPoint } from "../../src/di/tokens.js";
import type { Extension, Plugin } from "../../src/plugins/plugin.js";
import { failureOf } from "./plugin-kit.js";
import { host, plugin } from "./host-kit.js";

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

  test("who adds may say that it does without, and learns whether anybody reads it", async () => {
    const seen: boolean[] = [];
    const optional = extensionPoint<string>(STEPS.name, { optional: true });
    const shy = plugin("shy", {
      extends: { steps: optional },
      hooks: { ready: (_payload, context) => void seen.push(context.extends.steps.isOffered) },
    });
    const alone = host([shy]);
    await alone.start();
    await host([plugin("kitchen", { offers: { steps: STEPS } }), shy]).start();
    expect(seen).toEqual([false, true]);
    expect(alone.log.lines.filter((line) => line.includes(STEPS.name))).toEqual([]);
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
