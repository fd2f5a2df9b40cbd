import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { ErrorDetails } from "@rigline/foundation/errors";
import { hostFolders } from "./host-packages.js";
import type { MissingImport } from "./missing-import.js";
import { nearestPackage } from "./nearest-package.js";
import { findPackage, modulesFolders, parsePackageName } from "./package-folders.js";

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
      todo: "Mend the import, which needs the file's whole name with its extension, or put the file there.",
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
