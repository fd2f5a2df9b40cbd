import type { PluginDefinition } from "../plugins/plugin.js";

/** What is read of a plugin here. */
export type ConfiguredPlugin<Options = unknown> = Pick<PluginDefinition<Options>, "name" | "options" | "section">;

/** An entry of `plugins` in the config; a plugin that is found by convention has none. */
export interface PluginEntry {
  readonly use: string;
  readonly with: Readonly<Record<string, unknown>>;
}

/** A plugin as the config names it. */
export interface InspectedPlugin {
  readonly definition: ConfiguredPlugin;
  /** Absent for a plugin that is found by convention. */
  readonly entry?: PluginEntry;
}
