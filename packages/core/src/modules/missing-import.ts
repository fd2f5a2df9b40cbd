import { isAbsolute, normalize } from "node:path";
import { fileURLToPath } from "node:url";

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
