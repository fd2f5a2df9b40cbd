import { pathToFileURL } from "node:url";

export type ModuleImporter = (file: string) => Promise<Readonly<Record<string, unknown>>>;

/**
 * Imports JavaScript by Node and TypeScript by jiti, which is loaded with the first TypeScript file, keeps the identity of
 * what the host and the plugin share, and writes nothing beside the file. One importer loads a shared helper once.
 */
export function createModuleImporter(): ModuleImporter {
  let jiti: { import(file: string): Promise<unknown> } | undefined;
  return async (file) => {
    if (!/\.[cm]?ts$/.test(file)) return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    const { createJiti } = await import("jiti");
    jiti ??= createJiti(import.meta.url, { fsCache: false });
    return (await jiti.import(file)) as Record<string, unknown>;
  };
}
