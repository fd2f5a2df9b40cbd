import type { z } from "zod";
import type { Token } from "../di/tokens.js";
import type { NoNames } from "../hooks/hook-kinds.js";
import type { NeedTable, Plugin, PluginDefinition, PointTable, Provided, SetupContext, Ties } from "./plugin.js";
import { validatePlugin } from "./validate-plugin.js";

/** What `setup` must return for a `provides`. */
export type ProvidedServices<Provides> =
  Provides extends Token<infer T>
    ? T
    : { readonly [Name in keyof Provides]: Provides[Name] extends Token<infer T> ? T : never };

/** With tokens in `provides` there must be a `setup` that returns their services; without, there is none. */
export type SetupFor<Provides, Context> = [Provides] extends [never]
  ? { readonly setup?: never }
  : Provides extends readonly unknown[]
    ? { readonly setup?: never }
    : {
        readonly setup: (context: Context) => ProvidedServices<Provides> | Promise<ProvidedServices<Provides>>;
      };

/** A definition whose handlers see options, needs and points as its tables give them. */
export type PluginInput<
  Schema extends z.ZodType,
  Needs extends NeedTable,
  Provides,
  Offers extends PointTable,
  Extends extends PointTable,
> = Omit<
  PluginDefinition<z.output<Schema>, Ties<Needs, Offers, Extends>>,
  "options" | "needs" | "provides" | "offers" | "extends" | "setup"
> & {
  readonly options?: Schema;
  readonly needs?: Needs;
  readonly provides?: Provides;
  readonly offers?: Offers;
  readonly extends?: Extends;
} & SetupFor<Provides, SetupContext<z.output<Schema>, Ties<Needs, Offers, Extends>>>;

/**
 * Defines a plugin: a plain object; nothing runs until the launcher calls it. `context.options` has the type that `options`
 * parses to, `context.needs` the types of the tokens, and what `setup` returns must be the service that `provides` names.
 * Throws PLUGIN_INVALID.
 */
export function definePlugin<
  Schema extends z.ZodType,
  const Needs extends NeedTable = NoNames,
  const Provides extends Provided = never,
  const Offers extends PointTable = NoNames,
  const Extends extends PointTable = NoNames,
>(definition: PluginInput<Schema, Needs, Provides, Offers, Extends>): Plugin<z.output<Schema>> {
  return validatePlugin(definition) as Plugin<z.output<Schema>>;
}
