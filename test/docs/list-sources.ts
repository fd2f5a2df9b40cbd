import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));

/** The packages that have sources; the others are only what is installed by a name. */
export const WITH_SOURCES: readonly string[] = readdirSync(PACKAGES)
  .filter((name) => existsSync(join(PACKAGES, name, "src")))
  .sort();

/** The modules of a package, by their paths in `src`, with `/`. */
export function listSources(name: string): readonly string[] {
  return readdirSync(join(PACKAGES, name, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.replaceAll("\\", "/"));
}
