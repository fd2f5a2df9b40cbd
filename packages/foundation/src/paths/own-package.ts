import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { foldersUpward } from "./folders-upward.js";

/**
 * The folder of the package that a module belongs to, given its `import.meta.url`: the nearest above it with a package.json.
 * The build puts modules together in files of its own, so that a path relative to the module would not last.
 */
export function packageFolder(moduleUrl: string): string {
  const start = dirname(fileURLToPath(moduleUrl));
  for (const folder of foldersUpward(start)) if (existsSync(join(folder, "package.json"))) return folder;
  throw new Error(`${start} lies in no package: there is no package.json above it`);
}

/** The version in that package's package.json. */
export function packageVersion(moduleUrl: string): string {
  const text = readFileSync(join(packageFolder(moduleUrl), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
