import type { GuardedPlace } from "../plugins/open-resources.js";

/** `plugin "valve" in sessionStarted`; what is not known is left out. */
export function describePlace({ plugin, hook, runner }: Partial<GuardedPlace> = {}): string {
  const within = hook !== undefined ? ` in ${hook}` : runner !== undefined ? ` in its runner ${runner}` : "";
  return plugin === undefined ? "the launcher" : `plugin "${plugin}"${within}`;
}
