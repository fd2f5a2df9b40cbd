import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { basename, isAbsolute, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { foldersUpward } from "@rigline/foundation/paths";
import { moduleResolve } from "import-meta-resolve";

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
  return [...foldersUpward(folder)]
    .filter((above) => basename(above) !== "node_modules")
    .map((above) => join(above, "node_modules"));
}

/** The folder of an installed package. */
export function findPackage(name: string, folders: readonly string[]): string | undefined {
  return folders.map((modules) => join(modules, name)).find((home) => existsSync(join(home, "package.json")));
}

/** The conditions under which Node itself imports a package. */
const CONDITIONS = new Set(["node", "import", "module-sync", "node-addons"]);

/**
 * The file that `import "<package>"` would load, or `import "<package>/sub"`: what `import.meta.resolve` answers, which on
 * Node 20 can't be asked for another folder. It may not exist. Undefined when the package, whose folder is `home`, does not
 * export it.
 */
export function packageEntry(home: string, { name, subpath }: PackageName): string | undefined {
  const { exports } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { readonly exports?: unknown };
  if (exports === undefined || exports === null) return resolveWithoutExports(home, subpath);
  try {
    return fileURLToPath(moduleResolve(name + subpath.slice(1), importerOf(home, name), CONDITIONS, true));
  } catch (error) {
    const { code, url } = error as NodeJS.ErrnoException & { readonly url?: string };
    return code === "ERR_MODULE_NOT_FOUND" && url !== undefined ? fileURLToPath(url) : undefined;
  }
}

/** A file that would import just this package: beside its `node_modules`, or its own, by which it finds itself. */
function importerOf(home: string, name: string): URL {
  const modules = join(home, ...name.split("/").map(() => ".."));
  return pathToFileURL(join(basename(modules) === "node_modules" ? join(modules, "..") : home, "importer.js"));
}

/** Node's `import` would ask for the whole name of a file; a plugin may be named without its extension. */
function resolveWithoutExports(home: string, subpath: string): string | undefined {
  try {
    return createRequire(join(home, "package.json")).resolve(join(home, subpath));
  } catch {
    return undefined;
  }
}
