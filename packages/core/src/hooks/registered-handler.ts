import type { Effects } from "./effects.js";
import type { HookContext, NoTies, SharedContext } from "./hook-kinds.js";
import type { OrderRequest } from "./order-handlers.js";

/** What every handler of a plugin gets beside its payload, and what belongs to the call or the registration. */
export type HandlerContext<Options> = Omit<SharedContext<Options>, "defer"> & Partial<NoTies>;

/** One call to `use`. */
export interface Registration {
  readonly plugin: string;
  /** Of the plugin, absolute; undefined when it comes from no file. */
  readonly file: string | undefined;
  readonly context: HandlerContext<unknown>;
  readonly effects: Effects;
}

/** A handler in the form in which hooks are run. */
export interface RegisteredHandler extends OrderRequest {
  readonly registration: Registration;
  readonly timeoutMs: number;
  readonly handle: (payload: unknown, context: HookContext) => unknown;
  /** Not called: it only holds the place of what its plugin deferred, in a hook that closes. */
  readonly silent: boolean;
}

interface WrittenHandler {
  readonly order?: OrderRequest["tier"];
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly timeoutMs?: number;
  readonly handler: RegisteredHandler["handle"];
}

/** Brings both ways in which a plugin may write a handler into the one form. */
export function registerHandler(registration: Registration, written: unknown): RegisteredHandler {
  const { order, before, after, timeoutMs, handler } = (
    typeof written === "function" ? { handler: written } : written
  ) as WrittenHandler;
  return {
    registration,
    plugin: registration.plugin,
    tier: order ?? "normal",
    before: before ?? [],
    after: after ?? [],
    timeoutMs: timeoutMs ?? Infinity,
    handle: handler,
    silent: false,
  };
}

/** The place of a plugin that has no handler in a hook that closes. */
export function silentHandler(registration: Registration): RegisteredHandler {
  return { ...registerHandler(registration, () => undefined), silent: true };
}
