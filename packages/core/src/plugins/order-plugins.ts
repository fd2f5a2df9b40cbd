import satisfies from "semver/functions/satisfies.js";
import { didYouMean, listNames } from "@rigline/foundation/errors";
import { findCycle, sortStably, type OrderEdge } from "../hooks/stable-order.js";
import type { LoadedPlugin } from "./load-plugins.js";
import { pluginError } from "./plugin-errors.js";

/**
 * Checks what the plugins ask of each other and of core, and puts each behind those it depends on and those that provide what
 * it needs (`plan`, asked once no two have one name); otherwise they keep their order. `leftOut`: who does not take part,
 * with the reason. Throws PLUGIN_TWICE, PLUGIN_CORE_VERSION, PLUGIN_DEPENDENCY_MISSING, _VERSION and _CYCLE.
 */
export function orderPlugins(
  loaded: readonly LoadedPlugin[],
  coreVersion: string,
  plan: () => readonly OrderEdge[] = () => [],
  leftOut: ReadonlyMap<string, string> = new Map(),
): LoadedPlugin[] {
  const positions = new Map<string, number>();
  for (const [position, one] of loaded.entries()) {
    const other = loaded[positions.get(one.plugin.name) ?? -1];
    if (other !== undefined) throw twice(other, one);
    positions.set(one.plugin.name, position);
    checkCore(one, coreVersion);
  }
  const edges = [
    ...loaded.flatMap((one, position) => dependencyEdges(one, position, positions, loaded, leftOut)),
    ...plan(),
  ];
  const order = sortStably(loaded.length, edges);
  if (order.length < loaded.length) throw cycle(findCycle(loaded.length, edges), loaded);
  return order.flatMap((position) => loaded[position] ?? []);
}

function dependencyEdges(
  one: LoadedPlugin,
  position: number,
  positions: ReadonlyMap<string, number>,
  loaded: readonly LoadedPlugin[],
  leftOut: ReadonlyMap<string, string>,
): OrderEdge[] {
  const { name, dependsOn = {} } = one.plugin;
  return Object.entries(dependsOn).map(([needed, asked]) => {
    const range = asked === true ? "*" : asked;
    const first = positions.get(needed);
    const other = loaded[first ?? -1];
    if (first === undefined || other === undefined) throw missing(one, needed, range, positions.keys(), leftOut);
    if (!fits(other.plugin.version, range)) throw wrongVersion(one, other, range);
    return { first, second: position, because: `${name} depends on ${needed}` };
  });
}

/** A prerelease of a version in the range is in the range: rigs try out release candidates. */
function fits(version: string, range: string): boolean {
  return satisfies(version, range, { includePrerelease: true });
}

function checkCore({ plugin, file, requiresCore }: LoadedPlugin, coreVersion: string): void {
  const range = plugin.requiresCore ?? requiresCore;
  if (range === undefined || fits(coreVersion, range)) return;
  throw pluginError("PLUGIN_CORE_VERSION", {
    what: `Plugin "${plugin.name}" ${plugin.version} works with @rigline/core ${range}; this is ${coreVersion}`,
    where: placeOf(plugin.name, file),
  });
}

function missing(
  { plugin, file }: LoadedPlugin,
  needed: string,
  range: string,
  names: Iterable<string>,
  leftOut: ReadonlyMap<string, string>,
): Error {
  const reason = leftOut.get(needed);
  if (reason !== undefined)
    return pluginError("PLUGIN_DEPENDENCY_MISSING", {
      what: `Plugin "${plugin.name}" depends on "${needed}" (${range}), which is not required and was left out`,
      where: placeOf(plugin.name, file),
      why: reason,
      todo: `Fix ${needed}, or set \`required: false\` on ${plugin.name} too.`,
    });
  const known = [...names].filter((name) => name !== plugin.name);
  return pluginError("PLUGIN_DEPENDENCY_MISSING", {
    what: `Plugin "${plugin.name}" depends on "${needed}" (${range}), which is not loaded.${didYouMean(needed, known)}`,
    where: placeOf(plugin.name, file),
    why: `The others that are loaded: ${listNames(known)}`,
  });
}

function wrongVersion({ plugin, file }: LoadedPlugin, other: LoadedPlugin, range: string): Error {
  return pluginError("PLUGIN_DEPENDENCY_VERSION", {
    what: `Plugin "${plugin.name}" depends on "${other.plugin.name}" ${range}, but ${other.plugin.version} is loaded`,
    where: placeOf(plugin.name, file),
    why: `${other.plugin.name} ${other.plugin.version} comes from ${other.file ?? other.use}`,
  });
}

function cycle(edges: readonly OrderEdge[], loaded: readonly LoadedPlugin[]): Error {
  const name = (position: number | undefined): string => loaded[position ?? -1]?.plugin.name ?? "";
  // Read against the edges, so that each arrow says "depends on".
  const steps = [...edges].reverse();
  const names = steps.map((edge) => name(edge.second));
  return pluginError("PLUGIN_DEPENDENCY_CYCLE", {
    what: `Plugins depend on each other in a circle: ${[...names, names[0]].join(" → ")}`,
    where: { plugin: names[0] ?? "" },
    why: steps.map((edge) => edge.because).join("\n"),
  });
}

function twice(one: LoadedPlugin, other: LoadedPlugin): Error {
  return pluginError("PLUGIN_TWICE", {
    what: `Two plugins are named "${other.plugin.name}": ${one.use} and ${other.use}`,
    where: placeOf(other.plugin.name, other.file),
    ...(one.file === undefined ? {} : { why: `The other one is ${one.file}` }),
  });
}

function placeOf(plugin: string, file: string | undefined): { plugin: string; file?: string } {
  return { plugin, ...(file === undefined ? {} : { file }) };
}
