import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { packageFolder, resolveLinks } from "@rigline/foundation/paths";
import { findPackage, modulesFolders, packageEntry, parsePackageName } from "./find-package.js";

const CORE = "@rigline/core";
const CORE_FOLDER = packageFolder(import.meta.url);

/**
 * Where packages are that a rig need not install. What the launcher itself imports comes first, so that a schema or a class
 * is the launcher's own; then what is installed beside the running program.
 */
export function hostFolders(program: string | undefined = process.argv[1]): readonly string[] {
  // A command is often a link in a folder of commands, from where its own packages can't be seen.
  const beside = program === undefined ? [] : modulesFolders(dirname(resolveLinks(program)));
  return [...new Set([...modulesFolders(CORE_FOLDER), ...beside])];
}

/** The file that `import "<specifier>"` loads where the host's packages are; undefined when the host has no such package. */
export function findHostModule(specifier: string, program?: string): string | undefined {
  const wanted = parsePackageName(specifier);
  if (wanted === undefined) return undefined;
  const home = wanted.name === CORE ? CORE_FOLDER : findPackage(wanted.name, hostFolders(program));
  const entry = home === undefined ? undefined : packageEntry(home, wanted);
  return entry !== undefined && existsSync(entry) ? resolveLinks(entry) : undefined;
}

/** As `findHostModule`, for an import of this file, and undefined where the file finds the package by itself. */
export function findHostModuleFor(specifier: string, file: string): string | undefined {
  const wanted = parsePackageName(specifier);
  const isItsOwn = wanted !== undefined && findPackage(wanted.name, modulesFolders(dirname(file))) !== undefined;
  return isItsOwn ? undefined : findHostModule(specifier);
}
