import type { Token } from "./tokens.js";

/** What a plugin sees of its container: its own registrations, then the launcher's. */
export interface Services {
  /** Throws SERVICE_MISSING with the token's name, and the nearest there is, when nothing provides it. */
  resolve<T>(token: Token<T>): T;
  tryResolve<T>(token: Token<T>): T | undefined;
  /**
   * A new instance of a class marked `@injectable()`, each parameter of its constructor with `@inject(TOKEN)`. Throws
   * SERVICE_MISSING, and SERVICE_FAILED with the cause.
   */
  construct<T>(type: new (...parameters: never[]) => T): T;
  /** For this plugin alone. What others may use is declared in `provides` and set by `provide`. */
  register<T>(token: Token<T>, value: NoInfer<T>): void;
  /** For every plugin; only tokens that the plugin declared in `provides`. */
  provide<T>(token: Token<T>, value: NoInfer<T>): void;
}
