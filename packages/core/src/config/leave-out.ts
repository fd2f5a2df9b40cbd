import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { listNames } from "@rigline/foundation/errors";
import type { LauncherConfig } from "./launcher-config.js";
import { OWNED_SECTIONS, ownerOf } from "./section-owners.js";

/** Plugins to leave out of one run, as the config or `rigline plugins` names them, with commas between; no part of the config. */
export const LEAVE_OUT = "RIGLINE_LEAVE_OUT";

/** `folder`: the config's. The config as if each plugin that the variable names had `enabled: false`. `rigline plugins bisect` sets it. */
export function leaveOutPlugins(
  values: LauncherConfig,
  environment: Readonly<Record<string, string>>,
  folder: string,
): { readonly values: LauncherConfig; readonly warnings: readonly string[] } {
  const left = (environment[LEAVE_OUT] ?? "").split(",").flatMap((name) => name.trim() || []);
  if (left.length === 0) return { values, warnings: [] };
  const known = new Set(values.plugins.map(({ use }) => use));
  const plugins = [
    ...values.plugins.map((entry) => (left.includes(entry.use) ? { ...entry, enabled: false } : entry)),
    ...left.filter((use) => !known.has(use)).map((use) => ({ use, with: {}, enabled: false })),
  ];
  // Not in the config are those of the folder `plugins`, and those that a section means.
  const isPlugin = (use: string): boolean =>
    known.has(use) || OWNED_SECTIONS.some((section) => ownerOf(section) === use) || existsSync(resolve(folder, use));
  const none = left.filter((use) => !isPlugin(use));
  const out = left.filter(isPlugin);
  return {
    values: { ...values, plugins },
    warnings: [
      ...(out.length === 0 ? [] : [`left out, as ${LEAVE_OUT} says: ${out.join(", ")}`]),
      ...none.map((use) => `${LEAVE_OUT} names "${use}", and no plugin is called so: ${describeKnown([...known])}`),
    ],
  };
}

function describeKnown(known: readonly string[]): string {
  return known.length === 0 ? "the config names none" : `the config names ${listNames(known)}`;
}
