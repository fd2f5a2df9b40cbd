import { isTree } from "./layers/config-tree.js";
import { type ConfigLayer, sourceOf, type ValueSource } from "./layers/config-layer.js";
import type { ResolvedConfig } from "./resolved-config.js";

/**
 * Sections that are the settings of one known package. Whoever writes one means its plugin, above all in a `clabe.yml`, where
 * no plugin can be named: it is loaded without being named, rather than that a session ends well and is handed off by nobody.
 */
const SECTION_OWNERS: Readonly<Record<string, string>> = { watchdog: "@rigline/watchdog-plugin" };

/** A section that is written and that no plugin claims yet. */
export interface OwnedSection {
  readonly section: string;
  /** The package whose plugin reads it. */
  readonly use: string;
  /** The strongest place where it is written. */
  readonly source: ValueSource;
}

/** The sections that a package is known to read, whether or not it is loaded. */
export const OWNED_SECTIONS: readonly string[] = Object.keys(SECTION_OWNERS);

export function ownerOf(section: string): string | undefined {
  return Object.hasOwn(SECTION_OWNERS, section) ? SECTION_OWNERS[section] : undefined;
}

/**
 * The sections whose plugin is meant though the config does not name it: those that a file or a flag writes. The environment
 * is shared between rigs, so a variable alone makes no rig hand off; an entry with `enabled: false` says that none is wanted.
 */
export function meantSections(resolved: ResolvedConfig, claimed: Iterable<string>): OwnedSection[] {
  const known = new Set(claimed);
  return Object.entries(SECTION_OWNERS).flatMap(([section, use]) => {
    if (known.has(section) || isSwitchedOff(resolved, use)) return [];
    const layer = (resolved.layers ?? []).find((candidate) => names(candidate, section));
    return layer === undefined ? [] : [{ section, use, source: sourceOf(layer, [section], undefined) }];
  });
}

function isSwitchedOff({ values }: Pick<ResolvedConfig, "values">, use: string): boolean {
  return values.plugins.some((entry) => entry.use === use && !entry.enabled);
}

function names({ kind, tree }: ConfigLayer, section: string): boolean {
  const written = tree[section];
  return (kind === "file" || kind === "flag") && isTree(written) && Object.keys(written).length > 0;
}

/** Why nobody reads a section of a known package, half a sentence. */
export function whyUnclaimed(resolved: Pick<ResolvedConfig, "values">, use: string): string {
  return isSwitchedOff(resolved, use)
    ? `its plugin ${use} is switched off in \`plugins\``
    : `its plugin ${use} is not loaded: name it in \`plugins\`, or write the section into the config file`;
}

/** Sections of known packages that are written anywhere, in the environment too: whoever wrote one meant something by it. */
export function writtenSections({ layers = [] }: Pick<ResolvedConfig, "layers">): readonly string[] {
  return OWNED_SECTIONS.filter((section) =>
    layers.some(({ tree: { [section]: written } }) => isTree(written) && Object.keys(written).length > 0),
  );
}
