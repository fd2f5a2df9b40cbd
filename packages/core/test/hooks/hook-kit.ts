import { systemClock } from "@rigline/foundation/platform";
import type { Bail, HookTable, PluginHooks, Series, Settle, Waterfall } from "../../src/hooks/hook-kinds.js";
import { createHookRegistry, type HookRegistry } from "../../src/hooks/hook-registry.js";
import { createFakeClock, type FakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents, type MemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog, type MemoryLog } from "@rigline/foundation/testing";

export interface Numbers {
  readonly values: readonly number[];
}

/** One hook of each kind. */
export interface Hooks {
  open: Series<Numbers>;
  look: Settle<Numbers, string | void>;
  veto: Bail<Numbers, { readonly reason: string } | null | false>;
  change: Waterfall<Numbers>;
  close: Settle<Numbers, string | void>;
}

const TABLE: HookTable<Hooks> = {
  open: { kind: "series", timeoutMs: 1_000 },
  look: { kind: "settle", timeoutMs: 1_000 },
  veto: { kind: "bail", timeoutMs: 1_000 },
  change: { kind: "waterfall", timeoutMs: 1_000 },
  close: { kind: "settle", timeoutMs: 1_000, reverse: "open" },
};

export const PAYLOAD: Numbers = { values: [1] };

export interface HookKit {
  readonly registry: HookRegistry<Hooks>;
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  readonly events: MemoryEvents;
  /** Registers plugins by name, in this order, and freezes. */
  with(plugins: Readonly<Record<string, PluginHooks<Hooks>>>): HookRegistry<Hooks>;
  /** The `handler.settled` events so far: `plugin hook outcome`. */
  settled(): readonly string[];
}

export function createHookKit(
  timeoutsMs: Partial<Record<keyof Hooks, number>> = {},
  isAsking: () => boolean = () => false,
): HookKit {
  // Time is moved by hand; that the process goes on is the real clock's.
  const clock = Object.assign(createFakeClock(), { keepAlive: systemClock.keepAlive });
  const log = createMemoryLog();
  const events = createMemoryEvents({ log, clock });
  const registry = createHookRegistry(TABLE, { events, log, clock, timeoutsMs, isAsking });
  return {
    registry,
    clock,
    log,
    events,
    with: (plugins) => {
      for (const [plugin, hooks] of Object.entries(plugins)) registry.use(hooks, contextOf(plugin, log));
      registry.freeze();
      return registry;
    },
    settled: () =>
      events.recorded.flatMap(({ name, event }) => {
        if (name !== "handler.settled") return [];
        const { plugin, hook, outcome } = event as { plugin: string; hook: string; outcome: string };
        return [`${plugin} ${hook} ${outcome}`];
      }),
  };
}

export function contextOf(plugin: string, log = createMemoryLog()) {
  return { plugin, log: log.child(plugin), options: undefined, services: {} as never };
}

/** A promise that the test settles. */
export function createGate<Value = void>() {
  let open: (value: Value) => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}
