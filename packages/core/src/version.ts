import { packageVersion } from "@rigline/foundation/paths";

/** The version of @rigline/core, read from its package.json. */
export function coreVersion(): string {
  return packageVersion(import.meta.url);
}
