import { packageVersion } from "@rigline/foundation/paths";

let known: string | undefined;

/** The version of this package, read once. */
export function coreVersion(): string {
  return (known ??= packageVersion(import.meta.url));
}
