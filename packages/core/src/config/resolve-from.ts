import path from "node:path";
import type { ResolvedConfig } from "./resolved-config.js";

/** A path of the config as an absolute one: relative paths start at the config's folder. */
export function resolveFrom(config: Pick<ResolvedConfig, "folder">, relative: string): string {
  return path.resolve(config.folder, relative);
}
