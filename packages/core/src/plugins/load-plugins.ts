import { RiglineError } from "@rigline/foundation/errors";
import { type Clock, type FileSystem, nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import type { LauncherConfig } from "../config/launcher-config.js";
import type { OwnedSection } from "../config/section-owners.js";
import { createModuleImporter, waitForModule } from "../modules/import-module.js";
import { fileIdentity, findPlugins } from "./find-plugins.js";
import { doneWithout, isRequired } from "./not-required.js";
import { loadPlugin } from "./load-plugin.js";
import { pluginError } from "./plugin-errors.js";
import type { Plugin } from "./plugin.js";
import { coreRangeOf, resolvePlugin } from "./resolve-plugin.js";

export type PluginOfConfig = LauncherConfig["plugins"][number];

/** A plugin with where it came from. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  /** As the config names it; a path relative to the config's folder for one found by convention. */
  readonly use: string;
  /** `found`: in the folder `plugins` beside the config, and not named in it. `section`: only its section is written. */
  readonly origin: "config" | "found" | "given" | "section";
  /** Absolute. Undefined for a plugin that was given as an object. */
  readonly file?: string;
  /** The range of @rigline/core versions that its package works with, by its `peerDependencies`. */
  readonly requiresCore?: string | undefined;
  /** The config's own entry, or what a program has given for one; without `with` where a function has made the plugin of that. */
  readonly entry?: PluginOfConfig;
  /** What the function that made it was called with; absent for a plugin that was exported itself. */
  readonly madeOf?: PluginOfConfig["with"];
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
  /** Where it is looked for plugins by convention; modules are imported from the real disk. */
  readonly fileSystem?: FileSystem;
  /** Told of each plugin that is not required and could not be loaded. */
  readonly leftOut?: (error: RiglineError) => void;
  /** The sections whose plugin is to be loaded though nothing names it, when those of the loaded ones are known. */
  readonly meantSections?: ((claimed: readonly string[]) => readonly OwnedSection[]) | undefined;
}

/**
 * Loads the plugins that the config names, in its order, then those in the folder `plugins` beside it that it does not
 * name, then those of which only the section is written. `enabled: false` keeps any of them from being loaded at all. The first
 * failure ends it, and names the plugin; one of an entry that is not required is told and left out.
 */
export async function loadPlugins(
  entries: readonly PluginOfConfig[],
  folder: string,
  {
    around = (_place, call) => call(),
    signal,
    clock = systemClock,
    fileSystem = nodeFileSystem,
    meantSections,
    leftOut = () => undefined,
  }: LoadPluginsOptions = {},
): Promise<readonly LoadedPlugin[]> {
  const importModule = createModuleImporter();
  const load = async (
    use: string,
    file: string,
    entry?: PluginOfConfig,
  ): Promise<Pick<LoadedPlugin, "plugin" | "entry" | "madeOf">> => {
    const place = { plugin: use };
    const inTime = <Result>(call: () => Result) => waitForModule(Promise.resolve(around(place, call)), clock, signal);
    const importInTime = (path: string) => inTime(() => importModule(path));
    const { plugin, isMade } = await loadPlugin(use, file, importInTime, entry?.with, inTime);
    // What its module has started may fail, or be left open, much later.
    place.plugin = plugin.name;
    if (!isMade) return entry === undefined ? { plugin } : { plugin, entry };
    return { plugin, madeOf: entry?.with ?? {}, ...(entry === undefined ? {} : { entry: { ...entry, with: {} } }) };
  };
  const named = new Set<string>();
  const failed = new Set<string>();
  const loaded: LoadedPlugin[] = [];
  for (const entry of entries) {
    try {
      const file = entry.enabled ? resolvePlugin(entry.use, folder) : tryResolve(entry.use, folder);
      if (file !== undefined) named.add(fileIdentity(file));
      if (!entry.enabled || file === undefined) continue;
      const requiresCore = coreRangeOf(entry.use, file);
      loaded.push({ ...(await load(entry.use, file, entry)), use: entry.use, origin: "config", file, requiresCore });
    } catch (error) {
      if (isRequired({ entry }) || signal?.aborted === true) throw error;
      failed.add(entry.use);
      leftOut(doneWithout(entry.use, error));
    }
  }
  for (const { use, file } of findPlugins(folder, fileSystem)) {
    if (named.has(fileIdentity(file))) continue;
    loaded.push({ ...(await load(use, file)), use, origin: "found", file });
  }
  for (const section of meantSections?.(sectionsOf(loaded)) ?? []) {
    if (failed.has(section.use)) continue;
    const file = resolveOwner(section, folder);
    const requiresCore = coreRangeOf(section.use, file);
    loaded.push({ ...(await load(section.use, file)), use: section.use, origin: "section", file, requiresCore });
  }
  return loaded;
}

export function sectionsOf(loaded: readonly LoadedPlugin[]): string[] {
  return loaded.flatMap(({ plugin }) => (plugin.section === undefined ? [] : [plugin.section]));
}

function resolveOwner({ section, use, source }: OwnedSection, folder: string): string {
  try {
    return resolvePlugin(use, folder);
  } catch (cause) {
    throw pluginError("PLUGIN_NOT_FOUND", {
      what: `the section "${section}" is written, and the plugin that reads it, ${use}, is not installed`,
      where: source.kind === "file" ? { file: source.name, ...placeIn(source), path: section } : { path: section },
      ...(cause instanceof RiglineError && cause.why !== undefined ? { why: cause.why } : {}),
      todo: `Install it: \`npm install ${use}\` in ${folder}. Where the section is not meant for Rigline, say so in rigline.config.yaml: \`plugins: [{ use: "${use}", enabled: false }]\`.`,
      cause,
    });
  }
}

function placeIn({ line, column }: OwnedSection["source"]): { line?: number; column?: number } {
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

/** A plugin that is switched off may as well be missing. */
function tryResolve(use: string, folder: string): string | undefined {
  try {
    return resolvePlugin(use, folder);
  } catch {
    return undefined;
  }
}
