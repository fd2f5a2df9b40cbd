import { packageVersion } from "@rigline/foundation/paths";

/** The version of this package, read from its package.json. */
export const VERSION: string = packageVersion(import.meta.url);
