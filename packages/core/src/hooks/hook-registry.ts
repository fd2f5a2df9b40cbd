import { messageOf } from "@rigline/foundation/errors";
import { Effects } from "./effects.js";
import { explainOrder, type HandlerPlace } from "./explain-order.js";
import { freezePayload } from "./freeze-payload.js";
import {
  createEntries,
  solveEntry,
  unknownHook,
  type HookEntry,
  registerHandler,
  type HandlerContext,
  type Registration,
} from "./hook-entries.js";
import { closingName } from "./handler-context.js";
import { hookError } from "./hook-errors.js";
import type {
  HookKind,
  HookTable,
  PluginHooks,
  SharedContext,
  HookResult,
  HookRunOptions,
  PayloadOf,
} from "./hook-kinds.js";
import type { HookTools } from "./hook-run.js";
import { runHook } from "./run-hook.js";

export interface HookRegistryOptions<Hooks> extends HookTools {
  /** Instead of the table's, in milliseconds, by hook name; `Infinity` is no limit. */
  readonly timeoutsMs?: Readonly<Partial<Record<keyof Hooks & string, number>>>;
}

/** One hook as `rigline plugins` prints it. */
export interface HookDescription {
  readonly hook: string;
  readonly kind: HookKind;
  readonly timeoutMs: number;
  readonly handlers: readonly HandlerPlace[];
}

export interface HookRegistry<Hooks> {
  /** Registers a plugin's handlers. Throws HOOK_LATE_REGISTRATION, HOOK_PLUGIN_TWICE, HOOK_UNKNOWN. */
  use<Options>(hooks: PluginHooks<Hooks, Options>, context: HandlerContext<Options>, file?: string): void;
  /** What a runner of a registered plugin gets as its handlers do; undefined where the plugin is none of them. */
  contextOf(plugin: string, runner: string): SharedContext | undefined;
  /** Solves the order of every hook, once. Throws HOOK_ORDER_CYCLE. */
  freeze(): void;
  /**
   * Runs a hook. Rejects with HOOK_FAILED, HOOK_TIMED_OUT or HOOK_ABORTED; a `settle` hook resolves and carries its
   * errors. Plain data in the payload is frozen, in place.
   */
  run<Name extends keyof Hooks & string>(
    name: Name,
    payload: PayloadOf<Hooks[Name]>,
    options?: HookRunOptions<Hooks[Name]>,
  ): Promise<HookResult<Hooks[Name]>>;
  /** What a plugin holds through its context; undefined for one that is not registered. */
  effectsOf(plugin: string): Effects | undefined;
  /** Each hook's handlers in their final order, with the reasons for each place. Only after `freeze`. */
  describe(): readonly HookDescription[];
}

/** Lifecycle hooks for a set of plugins: registered, then frozen, then run. */
export function createHookRegistry<Hooks>(
  table: HookTable<Hooks>,
  options: HookRegistryOptions<Hooks>,
): HookRegistry<Hooks> {
  const entries = createEntries(table, options.timeoutsMs ?? {});
  const registrations = new Map<string, Registration>();
  let frozen = false;

  return {
    use(hooks, context, file) {
      const { plugin } = context;
      if (frozen) throw lateRegistration(plugin);
      if (registrations.has(plugin)) throw registeredTwice(plugin);
      const effects = new Effects((thrown) => complainOfClosing(context, thrown));
      const registration: Registration = { plugin, file, context, effects };
      const written = Object.entries(hooks).filter(([, handler]) => handler !== undefined);
      for (const [hook] of written) if (!entries.has(hook)) throw unknownHook(hook, entries.keys(), plugin);
      registrations.set(plugin, registration);
      for (const [hook, handler] of written) entries.get(hook)?.requests.push(registerHandler(registration, handler));
    },

    contextOf(plugin, runner) {
      const registration = registrations.get(plugin);
      if (registration === undefined) return undefined;
      const { context, effects } = registration;
      return { ...context, defer: (close, what = closingName(close)) => effects.defer(close, { what, runner }) };
    },

    freeze() {
      if (frozen) return;
      for (const entry of entries.values()) solveEntry(entry, entries, [...registrations.values()]);
      frozen = true;
    },

    run(name, payload, runOptions = {}) {
      const entry = entries.get(name);
      if (entry === undefined) return Promise.reject(unknownHook(name, entries.keys()));
      if (!frozen) return Promise.reject(notFrozen(`The hook ${name} was run before the hooks were frozen`));
      return runHook(entry, options, freezePayload(payload), runOptions) as Promise<never>;
    },

    effectsOf: (plugin) => registrations.get(plugin)?.effects,

    describe() {
      if (!frozen) throw notFrozen("The order of the hooks is not known before they are frozen");
      return [...entries.values()].map(describeEntry);
    },
  };
}

function describeEntry({ name, kind, timeoutMs, reverse, requests, handlers }: HookEntry): HookDescription {
  const base =
    reverse === false
      ? "the order of loading"
      : reverse === true
        ? "the reverse order of loading"
        : `the reverse order of ${reverse}`;
  const called = handlers.filter(({ silent }) => !silent);
  return { hook: name, kind, timeoutMs, handlers: explainOrder(requests, called, base) };
}

function complainOfClosing({ log }: HandlerContext<unknown>, thrown: unknown): void {
  log.warning(`what was deferred after the end could not be closed: ${messageOf(thrown)}`);
}

function lateRegistration(plugin: string): Error {
  return hookError("HOOK_LATE_REGISTRATION", {
    what: `Plugin "${plugin}" was registered after the hooks were frozen`,
    where: { plugin },
  });
}

function registeredTwice(plugin: string): Error {
  return hookError("HOOK_PLUGIN_TWICE", { what: `Two plugins are named "${plugin}"`, where: { plugin } });
}

function notFrozen(what: string): Error {
  return hookError("HOOK_NOT_FROZEN", { what });
}
