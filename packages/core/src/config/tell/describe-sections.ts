import type { InspectedPlugin } from "../configured-plugin.js";
import { pluginReading, replacementOf } from "../known-sections.js";
import { LAUNCHER_KEYS } from "../launcher-config.js";
import { sourceOf } from "../layers/config-layer.js";
import { isTree } from "../layers/config-tree.js";
import { placeText } from "../problems/config-problem.js";
import type { ResolvedConfig } from "../resolved-config.js";
import { ownerOf, whyUnclaimed } from "../section-owners.js";

/** A section that is written anywhere, and who reads it. */
export interface ToldSection {
  readonly section: string;
  /** Each place where it is written, the strongest first: `clabe.yml:4:1`, a variable, a flag. */
  readonly places: readonly string[];
  /** The name of the plugin that is loaded and reads it; null: nobody does. */
  readonly readBy: string | null;
  /** Why nobody reads it, and what would, half a sentence; null: it is read. */
  readonly why: string | null;
}

/** Each section of the config's sources, sorted, with the plugin that reads it; and why nobody does. */
export function describeSections(
  resolved: ResolvedConfig,
  plugins: readonly InspectedPlugin[],
): readonly ToldSection[] {
  const places = new Map<string, string[]>();
  for (const layer of resolved.layers ?? [])
    for (const [section, written] of Object.entries(layer.tree)) {
      if (LAUNCHER_KEYS.includes(section) || !isTree(written)) continue;
      // A variable sets a key within the section: that is the place there is.
      const path = layer.places.has(section) ? [section] : [section, ...Object.keys(written).slice(0, 1)];
      const known = places.get(section) ?? [];
      places.set(section, [...known, placeText(sourceOf(layer, path, undefined))]);
    }
  const readers = new Map(plugins.map(({ definition }) => [definition.section, definition.name]));
  return [...places]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([section, written]) => {
      const readBy = readers.get(section) ?? null;
      return { section, places: written, readBy, why: readBy === null ? whyUnread(resolved, section) : null };
    });
}

function whyUnread(resolved: ResolvedConfig, section: string): string {
  const owner = ownerOf(section);
  if (owner !== undefined) return whyUnclaimed(resolved, owner);
  const reader = pluginReading(section);
  if (reader !== undefined) return `${reader} reads it, and is not named in \`plugins\``;
  const replacement = replacementOf(section);
  return replacement === undefined
    ? "no plugin that is known has a section of this name"
    : `it is clabe's alone; ${replacement}`;
}

/** A line for each section, for people. */
export function renderSections(sections: readonly ToldSection[]): string {
  if (sections.length === 0) return "No section is written.\n";
  const width = Math.max(...sections.map(({ section }) => section.length));
  const lines = sections.flatMap(({ section, places, readBy, why }) => [
    `${section.padEnd(width)}  ${readBy === null ? `read by nobody: ${why}` : `read by the plugin ${readBy}`}`,
    ...places.map((place) => `${" ".repeat(width)}  ${place}`),
  ]);
  return `${lines.join("\n")}\n`;
}
