import { resolveFrom } from "../config/resolved-config.js";
import type { LauncherListing, PlannedSession } from "../report/launcher-listing.js";
import { neededNames, providedNames } from "../plugins/plan-services.js";
import { nameExperiment } from "./experiment-stages.js";
import type { LauncherParts } from "./launcher-parts.js";

/** What is known of the session that would be opened now. */
export function describePlanned({ resolved }: Pick<LauncherParts, "resolved">): PlannedSession {
  const { values } = resolved;
  const { experiment, experiments = {}, subject = null, experimenters = null, notes = null } = values;
  const isPicked = experiment !== undefined || Object.keys(experiments).length === 0;
  return {
    dataFolder: resolveFrom(resolved, values.data_dir),
    experiment: isPicked ? nameExperiment(values) : null,
    subject,
    experimenters,
    notes,
  };
}

export function describeLauncher(parts: LauncherParts): LauncherListing {
  const { resolved, rigName, host, hooks, runners, problems } = parts;
  const doneWithout = problems.all.flatMap(({ code, message }) => (code === "PLUGIN_DONE_WITHOUT" ? message : []));
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
      required: host.isRequired(plugin.name),
      dependsOn: plugin.dependsOn ?? {},
      needs: neededNames(plugin),
      provides: providedNames(plugin),
      offers: Object.values(plugin.offers ?? {}).map(({ name }) => name),
      extends: Object.values(plugin.extends ?? {}).map(({ name }) => name),
    })),
    ...(doneWithout.length === 0 ? {} : { doneWithout }),
    hooks: hooks.describe(),
    runners: runners.planned,
  };
}
