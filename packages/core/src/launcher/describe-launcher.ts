import { tokenName } from "../di/token-name.js";
import type { LauncherListing } from "../report/launcher-listing.js";
import type { LauncherParts } from "./launcher-parts.js";

export function describeLauncher({ resolved, rigName, host, hooks, runners }: LauncherParts): LauncherListing {
  return {
    rig: rigName,
    ...(resolved.file === undefined ? {} : { configFile: resolved.file }),
    plugins: host.plugins.map(({ plugin, use, file, origin }) => ({
      name: plugin.name,
      version: plugin.version,
      use,
      origin,
      ...(file === undefined ? {} : { file }),
      ...(plugin.section === undefined ? {} : { section: plugin.section }),
      dependsOn: plugin.dependsOn ?? {},
      provides: (plugin.provides ?? []).map(tokenName),
    })),
    hooks: hooks.describe(),
    runners: runners.planned,
  };
}
