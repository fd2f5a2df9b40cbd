import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, isAbsolute, join } from "node:path";

export interface PackageName {
  readonly name: string;
  /** `.`, or `./sub` for `name/sub`. */
  readonly subpath: string;
}

/** What `import` takes for a package: no path, no address, no `#internal` and nothing of Node's own. */
export function parsePackageName(specifier: string): PackageName | undefined {
  if (/^[.#]/.test(specifier) || specifier.includes(":") || isAbsolute(specifier) || isBuiltin(specifier))
    return undefined;
  const [, name, rest = ""] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
  return name === undefined ? undefined : { name, subpath: `.${rest}` };
}

/** Every `node_modules` in which `import` looks for a package on behalf of a file in this folder, the nearest first. */
export function modulesFolders(folder: string): string[] {
  const above = dirname(folder) === folder ? [] : modulesFolders(dirname(folder));
  return basename(folder) === "node_modules" ? above : [join(folder, "node_modules"), ...above];
}

/** The folder of an installed package. */
export function findPackage(name: string, folders: readonly string[]): string | undefined {
  return folders.map((modules) => join(modules, name)).find((home) => existsSync(join(home, "package.json")));
}
