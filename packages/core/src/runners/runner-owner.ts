/** Stands for the launcher itself where a runner's owner is a plugin's name. */
export const LAUNCHER = "core";

/** ` (plugin mapper)`, to stand behind a runner's name; nothing for the launcher's own. */
export function nameOwner(plugin: string): string {
  return plugin === LAUNCHER || plugin === "" ? "" : ` (plugin ${plugin})`;
}
