import { pathToFileURL } from "node:url";
import type { Jiti } from "jiti";
import { createHostJiti } from "./host-jiti.js";
import { findHostModule } from "./host-packages.js";
import { missingImport } from "./missing-import.js";

export type ModuleImporter = (file: string) => Promise<Readonly<Record<string, unknown>>>;

const TYPESCRIPT = /\.[cm]?ts$/;

/**
 * Imports JavaScript by Node, and by jiti what Node can't: TypeScript, and JavaScript in a folder that lacks a package which
 * the host has. One importer loads a shared helper once.
 */
export function createModuleImporter(): ModuleImporter {
  let jiti: Jiti | undefined;
  const importByJiti = async (file: string): Promise<Record<string, unknown>> => {
    jiti ??= await createHostJiti();
    return jiti.import(file);
  };
  return async (file) => {
    if (TYPESCRIPT.test(file)) return importByJiti(file);
    try {
      return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    } catch (error) {
      if (isBroughtByHost(error)) return importByJiti(file);
      throw error;
    }
  };
}

/**
 * True when a module could not be loaded for want of a package that the host has. Node links before it runs anything: when
 * that was an `import` statement, nothing of the module has run yet.
 */
export function isBroughtByHost(error: unknown): boolean {
  const missing = missingImport(error);
  return missing !== undefined && findHostModule(missing.specifier) !== undefined;
}
