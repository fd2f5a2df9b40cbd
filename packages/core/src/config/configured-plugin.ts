import type { z } from "zod";

/** What is read of a plugin's definition here. */
export interface ConfiguredPlugin<Options = unknown> {
  readonly name: string;
  readonly options?: z.ZodType<Options>;
  readonly section?: string;
}

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
