import type { Services } from "../di/providers.js";
import type { Logger } from "@rigline/foundation/platform";
import type { HookContext } from "./hook-kinds.js";
import type { Registration } from "./hook-entries.js";

interface CallOfHook {
  readonly signal: AbortSignal;
  readonly run: { readonly hook: string };
}

/**
 * The second argument of a handler. A class with getters, made for each call: a getter in an object literal costs ten
 * times a whole dispatch, and the signal is not made before it is asked for.
 */
export class CallContext implements HookContext {
  readonly #registration: Registration;
  readonly #call: CallOfHook;

  constructor(registration: Registration, call: CallOfHook) {
    this.#registration = registration;
    this.#call = call;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get log(): Logger {
    return this.#registration.context.log;
  }

  get plugin(): string {
    return this.#registration.context.plugin;
  }

  get options(): unknown {
    return this.#registration.context.options;
  }

  get needs(): HookContext["needs"] {
    return this.#registration.context.needs ?? {};
  }

  get offers(): HookContext["offers"] {
    return this.#registration.context.offers ?? {};
  }

  get extends(): HookContext["extends"] {
    return this.#registration.context.extends ?? {};
  }

  get services(): Services {
    return this.#registration.context.services;
  }

  get defer(): HookContext["defer"] {
    return (close, what = closingName(close)) =>
      this.#registration.effects.defer(close, { what, hook: this.#call.run.hook });
  }
}

export function closingName(close: unknown): string {
  return typeof close === "function" && close.name !== "" ? `deferred: ${close.name}` : "something deferred";
}
