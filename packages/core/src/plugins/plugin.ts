import type { z } from "zod";
import type { Token } from "../di/tokens.js";
import type { PluginHooks } from "../hooks/hook-kinds.js";
import type { LifecycleHooks } from "../lifecycle/lifecycle-hooks.js";

/** What `definePlugin` takes. A plain object: nothing runs until its hooks are called. */
export interface PluginDefinition<Options = unknown> {
  readonly name: string;
  /** Semver. */
  readonly version: string;
  /** Other plugins this one needs, each with a semver range: `{ "rigline-mapper": "^1.2.0" }`. */
  readonly dependsOn?: Readonly<Record<string, string>>;
  /** The range of @rigline/core versions it works with. */
  readonly requiresCore?: string;
  /** A zod object; its keys are the plugin's options (snake_case, as in the config). */
  readonly options?: z.ZodType<Options>;
  /** A section of clabe.yml, rigline.config.* and the environment (`RIGLINE_<SECTION>__<KEY>`) that also sets the options. */
  readonly section?: string;
  /** Tokens that this plugin provides to others in its hook `ready`. */
  readonly provides?: readonly Token<unknown>[];
  readonly hooks: PluginHooks<LifecycleHooks, Options>;
}

declare const brand: unique symbol;

/** A validated definition. `Plugin` alone is a plugin of any options: handlers take theirs, so `unknown` would take none. */
// oxlint-disable-next-line typescript/no-explicit-any -- the one place where a list of plugins gets its type from
export type Plugin<Options = any> = PluginDefinition<Options> & { readonly [brand]?: true };
