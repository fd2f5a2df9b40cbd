import type { Token } from "./tokens.js";

/** What a plugin sees of its container: its own registrations, then the launcher's. */
export interface Services {
  /** Throws SERVICE_MISSING with the token's name when nothing provides it. */
  resolve<T>(token: Token<T>): T;
  tryResolve<T>(token: Token<T>): T | undefined;
  /** For this plugin alone. What others may use is declared in `provides` and set by `provide`. */
  register<T>(token: Token<T>, value: T): void;
  /** For every plugin; only tokens that the plugin declared in `provides`. */
  provide<T>(token: Token<T>, value: T): void;
}
