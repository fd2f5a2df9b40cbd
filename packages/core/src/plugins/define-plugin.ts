import type { z } from "zod";
import type { Plugin, PluginDefinition } from "./plugin.js";
import { validatePlugin } from "./validate-plugin.js";

/** A definition whose handlers see the options as the schema `options` gives them. */
export type PluginInput<Schema extends z.ZodType> = Omit<PluginDefinition<z.output<Schema>>, "options"> & {
  readonly options?: Schema;
};

/**
 * Defines a plugin: a plain object of hooks; nothing runs until the launcher calls them. `context.options` has the type
 * that `options` parses to. Throws PLUGIN_INVALID.
 */
export function definePlugin<Schema extends z.ZodType>(definition: PluginInput<Schema>): Plugin<z.output<Schema>> {
  return validatePlugin(definition) as Plugin<z.output<Schema>>;
}
