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
      // Node links before it runs anything, so that nothing has run yet when an `import` statement is not found.
      if (findHostModule(missingImport(error)?.specifier ?? "") === undefined) throw error;
      return importByJiti(file);
    }
  };
}
