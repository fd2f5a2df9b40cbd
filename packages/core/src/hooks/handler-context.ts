import type { Services } from "../di/services.js";
import type { Logger } from "../platform/logger.js";
import type { HookContext } from "./hook-kinds.js";
import type { HandlerContext } from "./registered-handler.js";

/**
 * The second argument of a handler. A class with getters, made for each call: a getter in an object literal costs ten
 * times a whole dispatch, and the signal is not made before it is asked for.
 */
export class CallContext implements HookContext {
  readonly #context: HandlerContext<unknown>;
  readonly #call: { readonly signal: AbortSignal };

  constructor(context: HandlerContext<unknown>, call: { readonly signal: AbortSignal }) {
    this.#context = context;
    this.#call = call;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get log(): Logger {
    return this.#context.log;
  }

  get plugin(): string {
    return this.#context.plugin;
  }

  get options(): unknown {
    return this.#context.options;
  }

  get services(): Services {
    return this.#context.services;
  }
}
