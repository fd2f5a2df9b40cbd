import type { LauncherConfig } from "./launcher-config.js";

/** Plugins to leave out of one run, as the config or `rigline plugins` names them, with commas between; no part of the config. */
export const LEAVE_OUT = "RIGLINE_LEAVE_OUT";

/** The config as if each plugin that the variable names had `enabled: false`. `rigline plugins bisect` sets it. */
export function leaveOutPlugins(
  values: LauncherConfig,
  environment: Readonly<Record<string, string>>,
): { readonly values: LauncherConfig; readonly warnings: readonly string[] } {
  const left = (environment[LEAVE_OUT] ?? "").split(",").flatMap((name) => name.trim() || []);
  if (left.length === 0) return { values, warnings: [] };
  const known = new Set(values.plugins.map(({ use }) => use));
  const plugins = [
    ...values.plugins.map((entry) => (left.includes(entry.use) ? { ...entry, enabled: false } : entry)),
    ...left.filter((use) => !known.has(use)).map((use) => ({ use, with: {}, enabled: false })),
  ];
  return { values: { ...values, plugins }, warnings: [`left out, as ${LEAVE_OUT} says: ${left.join(", ")}`] };
}
