import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * `./helper.ts` for an import of `./helper.js` where only the TypeScript is there; undefined for anything else. Jiti finds
 * that file too, but on Windows it spells its path with other slashes than when it is imported as `./helper`, and a module
 * of two spellings is loaded twice.
 */
export function nameTypeScript(specifier: string, file: string): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  const typescript = specifier.replace(/\.([cm]?)js(x?)$/, ".$1ts$2");
  const isThere = (path: string): boolean => existsSync(resolve(dirname(file), path));
  return typescript !== specifier && !isThere(specifier) && isThere(typescript) ? typescript : undefined;
}
