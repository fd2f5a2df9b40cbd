import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type ErrorDetails, nearestName } from "@rigline/foundation/errors";
import { hostFolders } from "./host-packages.js";
import { findPackage, modulesFolders, parsePackageName } from "./find-package.js";

export interface MissingImport {
  /** As it was written, or the absolute path of a file. */
  readonly specifier: string;
  /** Absolute. */
  readonly importer?: string;
}

/** What could not be found, when that is why a module could not be loaded: by Node's `import`, its `require`, or jiti's. */
export function missingImport(error: unknown): MissingImport | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return undefined;
  const [, specifier] = /^Cannot find (?:package|module) '([^']+)'/.exec(error.message) ?? [];
  if (specifier === undefined) return undefined;
  const [, importer] = /(?:' imported from |\nRequire stack:\n- )(.+)/.exec(error.message) ?? [];
  return { specifier: asPath(specifier), ...(importer === undefined ? {} : { importer: asPath(importer) }) };
}

/** Jiti writes a path of Windows with slashes, and Node with backslashes. */
function asPath(name: string): string {
  if (name.startsWith("file:")) return fileURLToPath(name);
  return isAbsolute(name) ? normalize(name) : name;
}

/** The error about a plugin's import that was not found: where it stands, and how to get it. */
export function explainMissingImport(use: string, file: string, missing: MissingImport): ErrorDetails {
  const { specifier, importer = file } = missing;
  const what = `Plugin ${use} could not be loaded: `;
  const name = parsePackageName(specifier)?.name;
  const line = findLine(importer, name === undefined ? basename(specifier) : name);
  const where = { file: importer, ...(line === undefined ? {} : { line }) };
  if (name === undefined)
    return {
      what: `${what}there is no file ${resolve(dirname(importer), specifier)}`,
      where,
      why: `${importer} imports it.`,
      todo: "Fix the import, which needs the file's whole name with its extension, or put the file there.",
    };
  const folders = [...modulesFolders(dirname(importer)), ...hostFolders()];
  const nearest = nearestPackage(name, folders);
  const isThere = nearest !== undefined && findPackage(nearest, folders) !== undefined;
  return {
    what: `${what}there is no package "${name}".${nearest === undefined ? "" : ` Did you mean "${nearest}"?`}`,
    where,
    why: `${importer} imports it, and it is in no node_modules from there upwards, nor does Rigline bring it.`,
    // Never the name that was probably misspelt: a registry may have a package of that name, by somebody else.
    todo:
      nearest === undefined
        ? `Install it beside the config: \`npm install ${name}\`.`
        : `Write "${nearest}"${isThere ? "" : `, and install it beside the config: \`npm install ${nearest}\``}.`,
  };
}

/** From 1. */
function findLine(file: string, name: string): number | undefined {
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    const at = lines.findIndex((line) => ['"', "'", "/"].some((before) => line.includes(`${before}${name}`)));
    return at === -1 ? undefined : at + 1;
  } catch {
    return undefined;
  }
}

/** Known wherever they are not installed. */
const KNOWN = ["@rigline/core", "@rigline/watchdog-plugin", "zod"];

/** The package that a name is probably meant to be: one that differs little, or that the name is the beginning of. */
export function nearestPackage(name: string, folders: readonly string[]): string | undefined {
  const candidates = [...new Set([...KNOWN, ...folders.flatMap(listPackages)])].filter((other) => other !== name);
  return nearestName(name, candidates) ?? candidates.find((candidate) => candidate.startsWith(`${name}-`));
}

function listPackages(modules: string): string[] {
  return listFolder(modules).flatMap((name) =>
    name.startsWith("@") ? listFolder(join(modules, name)).map((inner) => `${name}/${inner}`) : name,
  );
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}
