import type { InspectedPlugin } from "../config/configured-plugin.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { meantSections } from "../config/section-owners.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import type { ProcessGuard } from "../plugins/process-guard.js";

/** The definitions of the plugins that a config names; of them nothing but their modules is run. Throws what loadPlugins throws. */
export async function loadDefinitions(
  resolved: ResolvedConfig,
  guard: ProcessGuard,
): Promise<readonly InspectedPlugin[]> {
  const around: ProcessGuard["run"] = (place, call) => guard.run(place, call);
  const loaded = await loadPlugins(resolved.values.plugins, resolved.folder, {
    around,
    meantSections: (claimed) => meantSections(resolved, claimed),
  });
  return loaded.map(({ plugin, entry }) => ({ definition: plugin, ...(entry === undefined ? {} : { entry }) }));
}
