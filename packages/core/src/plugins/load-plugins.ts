import type { LauncherConfig } from "../config/launcher-config.js";
import { fileIdentity } from "./file-identity.js";
import { findPlugins } from "./find-plugins.js";
import { createModuleImporter } from "../modules/import-module.js";
import { systemClock, type Clock } from "../platform/index.js";
import { loadPlugin } from "./load-plugin.js";
import type { Plugin } from "./plugin.js";
import { resolvePlugin } from "./resolve-plugin.js";
import { waitForModule } from "../modules/wait-for-module.js";

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
 * Runs code of a plugin's module; `ProcessGuard.run` is one. `place.plugin` is how the config names the plugin, until the
 * plugin's own name is known.
 */
export type AroundImport = <Result>(place: { readonly plugin: string }, call: () => Result) => Result;

export interface LoadPluginsOptions {
  readonly around?: AroundImport | undefined;
  /** Ends the waiting for a module. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

/**
 * Loads the plugins that the config names, in its order, then those in the folder `plugins` beside it that it does not
 * name. `enabled: false` keeps either kind from being loaded at all. The first failure ends it, and names the plugin.
 */
export async function loadPlugins(
  entries: readonly PluginEntry[],
  folder: string,
  { around = (_place, call) => call(), signal, clock = systemClock }: LoadPluginsOptions = {},
): Promise<readonly LoadedPlugin[]> {
  const importModule = createModuleImporter();
  const load = async (use: string, file: string): Promise<Plugin> => {
    const place = { plugin: use };
    const importInTime = (path: string) =>
      waitForModule(
        around(place, () => importModule(path)),
        clock,
        signal,
      );
    const plugin = await loadPlugin(use, file, importInTime);
    // What its module has started may fail, or be left open, much later.
    place.plugin = plugin.name;
    return plugin;
  };
  const named = new Set<string>();
  const loaded: LoadedPlugin[] = [];
  for (const entry of entries) {
    const file = entry.enabled ? resolvePlugin(entry.use, folder) : tryResolve(entry.use, folder);
    if (file !== undefined) named.add(fileIdentity(file));
    if (!entry.enabled || file === undefined) continue;
    loaded.push({ plugin: await load(entry.use, file), use: entry.use, origin: "config", file, entry });
  }
  for (const { use, file } of findPlugins(folder)) {
    if (named.has(fileIdentity(file))) continue;
    loaded.push({ plugin: await load(use, file), use, origin: "found", file });
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
