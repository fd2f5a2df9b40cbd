import type { ResolvedConfig } from "../config/resolved-config.js";
import { ownerOf } from "../config/section-owners.js";

/**
 * Where a service would come from that nobody provides: an entry of the config that is switched off, or a package that is
 * known to provide what begins with the same word. One sentence; undefined when neither is known.
 */
export function hintAt(service: string, { values }: ResolvedConfig): string | undefined {
  const [owner = ""] = service.split("/");
  if (owner === "") return undefined;
  const index = values.plugins.findIndex(
    ({ use, enabled }) => !enabled && use.toLowerCase().includes(owner.toLowerCase()),
  );
  const entry = values.plugins[index];
  if (entry !== undefined)
    return `plugins[${index}] of the config, ${entry.use}, is switched off by \`enabled: false\`.`;
  const known = ownerOf(owner);
  return known === undefined ? undefined : `The package ${known} provides what begins with "${owner}/".`;
}
