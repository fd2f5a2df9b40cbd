import { didYouMean, nearestName } from "@rigline/foundation/errors";
import { pluginReading } from "./known-sections.js";
import { LAUNCHER_KEYS } from "./launcher-config.js";
import { type ConfigLayer, sourceOf } from "./layers/config-layer.js";
import { isTree } from "./layers/config-tree.js";
import { placeText, problemsError } from "./problems/config-problem.js";
import type { ResolvedConfig } from "./resolved-config.js";
import { OWNED_SECTIONS, ownerOf, whyUnclaimed } from "./section-owners.js";
import { isMistake, unknownKey } from "./schema/unknown-keys.js";

/**
 * Once plugins are known: every section must be one that a plugin claims. In `rigline.config.*` and flags another one is
 * CONFIG_UNKNOWN_KEY; in the environment only when it is near to a valid name. clabe's files may hold any section. One whose
 * plugin is known and switched off is told everywhere. Returns warnings, one sentence each.
 */
export function checkSections(resolved: ResolvedConfig, claimedSections: Iterable<string>): readonly string[] {
  const claimed = [...claimedSections];
  const names = [...LAUNCHER_KEYS, ...claimed];
  // One that is misspelt loads no plugin, so nothing claims it.
  const sections = [...new Set([...claimed, ...OWNED_SECTIONS])];
  const valid = [...LAUNCHER_KEYS, ...sections];
  const unclaimed = (resolved.layers ?? []).flatMap((layer) =>
    Object.keys(layer.tree)
      .filter((key) => !names.includes(key) && isTree(layer.tree[key]))
      .map((key) => ({ layer, key, source: sourceOf(layer, firstPlaced(layer, key), layer.tree[key]) })),
  );
  const problems = unclaimed
    .filter(
      ({ layer, key }) =>
        ownerOf(key) === undefined && isMistake(layer, key, layer.spelling === "text" ? names : valid),
    )
    .map(({ key, source }) => ({
      ...unknownKey([], key, valid, source),
      text: describeUnknown(key, valid),
    }));
  if (problems.length > 0) throw problemsError(problems);
  return unclaimed
    .filter(
      ({ layer, key }) =>
        layer.spelling === "text" || ownerOf(key) !== undefined || nearestName(key, sections) !== undefined,
    )
    .map(({ key, source }) => `${placeText(source)}: "${key}" is not read, ${whyUnread(resolved, key, sections)}`);
}

/** A section whose plugin comes with Rigline lacks a line in `plugins`, and is not misspelt. */
function describeUnknown(key: string, valid: readonly string[]): string {
  const reader = pluginReading(key);
  if (reader === undefined) return `no plugin that is loaded has a section of this name.${didYouMean(key, valid)}`;
  return `no plugin that is loaded has a section of this name. ${reader} has: name it in \`plugins\``;
}

function whyUnread(resolved: ResolvedConfig, key: string, sections: readonly string[]): string {
  const owner = ownerOf(key);
  if (owner === undefined) return `no plugin has a section of this name.${didYouMean(key, sections)}`;
  return whyUnclaimed(resolved, owner);
}

/** A variable sets a key inside the section: that is the place there is. */
function firstPlaced(layer: ConfigLayer, section: string): string[] {
  const inner = layer.tree[section];
  if (layer.places.has(section) || !isTree(inner)) return [section];
  return [section, ...Object.keys(inner).slice(0, 1)];
}
