// The cost of running one hook with five handlers, beside a loop written by hand and the two best-known hook libraries,
// and the cost of solving the order at 100 and at 1,000 plugins.
import { createHooks } from "hookable";
import { AsyncSeriesHook } from "tapable";
import { bench, describe } from "vitest";
import { createHookRegistry, type HookRegistry } from "../../packages/core/src/hooks/hook-registry.js";
import type { HookTable, Series } from "../../packages/core/src/hooks/hook-kinds.js";
import { createLogger, systemClock } from "../../packages/core/src/platform/index.js";

interface Hooks {
  step: Series<number>;
}

const TABLE: HookTable<Hooks> = { step: { kind: "series", timeoutMs: 60_000 } };
const context = { log: createLogger("bench", [], () => new Date()), options: undefined, services: {} as never };
const handlers = [1, 2, 3, 4, 5];
const asyncHandler = async (payload: number): Promise<void> => void payload;
const syncHandler = (payload: number): void => void payload;

function registryOf(handler: (payload: number) => void | Promise<void>, listened = false): HookRegistry<Hooks> {
  const events = { emit: () => undefined, hasListeners: () => listened };
  const registry = createHookRegistry(TABLE, { events, log: context.log, clock: systemClock });
  for (const number of handlers) registry.use({ step: handler }, { ...context, plugin: `plugin-${number}` });
  registry.freeze();
  return registry;
}

for (const handler of [asyncHandler, syncHandler]) {
  describe(`5 handlers, each an ${handler.name}`, () => {
    const list = handlers.map(() => handler);
    bench("loop written by hand", async () => {
      for (const step of list) await Promise.resolve(step(1));
    });

    const registry = registryOf(handler);
    bench("rigline", async () => {
      await registry.run("step", 1);
    });

    const listened = registryOf(handler, true);
    bench("rigline, with a listener", async () => {
      await listened.run("step", 1);
    });

    const hookable = createHooks<{ step: (payload: number) => void | Promise<void> }>();
    for (const step of list) hookable.hook("step", step);
    bench("hookable", async () => {
      await hookable.callHook("step", 1);
    });

    const tapable = new AsyncSeriesHook<[number]>(["payload"]);
    for (const [index, step] of list.entries()) tapable.tapPromise(`plugin-${index}`, async (payload) => step(payload));
    bench("tapable", async () => {
      await tapable.promise(1);
    });
  });
}

/** Each plugin asks to come after the one before it, every tenth before one that is not loaded; registered backwards. */
function freezeInOrder(count: number): void {
  const events = { emit: () => undefined };
  const registry = createHookRegistry(TABLE, { events, log: context.log, clock: systemClock });
  for (let index = count - 1; index >= 0; index--) {
    const before = index % 10 === 0 ? ["not-loaded"] : [];
    const step = { handler: syncHandler, after: [`plugin-${index - 1}`], before };
    registry.use({ step }, { ...context, plugin: `plugin-${index}` });
  }
  registry.freeze();
}

describe("register and order, the same 1,000 plugins in all", () => {
  bench("10 sets of 100", () => {
    for (let turn = 0; turn < 10; turn++) freezeInOrder(100);
  });
  bench("1 set of 1,000", () => {
    freezeInOrder(1_000);
  });
});
