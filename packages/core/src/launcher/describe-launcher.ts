import type { LauncherListing } from "../report/launcher-listing.js";
import { neededNames, providedNames } from "../plugins/plan-services.js";
import type { LauncherParts } from "./launcher-parts.js";

export function describeLauncher({ resolved, rigName, host, hooks, runners }: LauncherParts): LauncherListing {
  return {
    rig: rigName,
    ...(resolved.file === undefined ? {} : { configFile: resolved.file }),
    plugins: host.plugins.map(({ plugin, use, file, origin, entry }) => ({
      name: plugin.name,
      version: plugin.version,
      use,
      origin,
      ...(file === undefined ? {} : { file }),
      ...(entry?.isolate === undefined ? {} : { isolate: entry.isolate }),
      ...(plugin.section === undefined ? {} : { section: plugin.section }),
      dependsOn: plugin.dependsOn ?? {},
      needs: neededNames(plugin),
      provides: providedNames(plugin),
    })),
    hooks: hooks.describe(),
    runners: runners.planned,
  };
}
