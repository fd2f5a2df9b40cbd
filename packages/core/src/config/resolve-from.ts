import { resolvePath, UnusablePathError } from "@rigline/foundation/paths";
import { configError } from "./config-errors.js";
import type { ResolvedConfig } from "./resolved-config.js";

/**
 * A path of the config as an absolute one: relative paths start at the config's folder. Throws CONFIG_INVALID for what
 * can't be meant as a path on this system; a config that was loaded holds none.
 */
export function resolveFrom(config: Pick<ResolvedConfig, "folder">, path: string): string {
  try {
    return resolvePath(config.folder, path);
  } catch (error) {
    if (!(error instanceof UnusablePathError)) throw error;
    throw configError("CONFIG_INVALID", { what: error.message, cause: error });
  }
}
