import type { LauncherConfig } from "../config/launcher-config.js";
import { findPlugins } from "./find-plugins.js";
import { createModuleImporter } from "./import-module.js";
import { loadPlugin } from "./load-plugin.js";
import type { Plugin } from "./plugin.js";
import { resolvePlugin } from "./resolve-plugin.js";

export type PluginEntry = LauncherConfig["plugins"][number];

/** A plugin with where it came from. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  /** As the config names it; a path relative to the config's folder for one found by convention. */
  readonly use: string;
  /** `found`: in the folder `plugins` beside the config, and not named in it. */
  readonly origin: "config" | "found" | "given";
  /** Absolute. Undefined for a plugin that was given as an object. */
  readonly file?: string;
  /** The config's own entry. */
  readonly entry?: PluginEntry;
}

/**
 * Loads the plugins that the config names, in its order, then those in the folder `plugins` beside it that it does not
 * name. `enabled: false` keeps either kind from being loaded at all. The first failure ends it, and names the plugin.
 */
export async function loadPlugins(entries: readonly PluginEntry[], folder: string): Promise<readonly LoadedPlugin[]> {
  const importModule = createModuleImporter();
  const named = new Set<string>();
  const loaded: LoadedPlugin[] = [];
  for (const entry of entries) {
    const file = entry.enabled ? resolvePlugin(entry.use, folder) : tryResolve(entry.use, folder);
    if (file !== undefined) named.add(file);
    if (!entry.enabled || file === undefined) continue;
    const plugin = await loadPlugin(entry.use, file, importModule);
    loaded.push({ plugin, use: entry.use, origin: "config", file, entry });
  }
  for (const { use, file } of findPlugins(folder)) {
    if (named.has(file)) continue;
    loaded.push({ plugin: await loadPlugin(use, file, importModule), use, origin: "found", file });
  }
  return loaded;
}

/** A plugin that is switched off may as well be missing. */
function tryResolve(use: string, folder: string): string | undefined {
  try {
    return resolvePlugin(use, folder);
  } catch {
    return undefined;
  }
}
