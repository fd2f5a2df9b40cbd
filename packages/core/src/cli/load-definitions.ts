import type { InspectedPlugin } from "../config/inspect-config.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { loadPlugins } from "../plugins/load-plugins.js";

/** The definitions of the plugins that a config names; nothing of them is run. Throws what loadPlugins throws. */
export async function loadDefinitions(resolved: ResolvedConfig): Promise<readonly InspectedPlugin[]> {
  const loaded = await loadPlugins(resolved.values.plugins, resolved.folder);
  return loaded.map(({ plugin, entry }) => ({ definition: plugin, ...(entry === undefined ? {} : { entry }) }));
}
