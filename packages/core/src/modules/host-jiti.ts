import { createRequire } from "node:module";
import type { Jiti, JitiOptions } from "jiti";
import { redirectImports } from "./redirect-imports.js";

/**
 * A jiti that finds the host's packages wherever the file lies, and one copy of each: what it imports from a package is what
 * the launcher imports. It writes nothing beside the file.
 */
export async function createHostJiti(options: JitiOptions = {}): Promise<Jiti> {
  const { createJiti } = await import("jiti");
  const required = {};
  const all: JitiOptions = { fsCache: false, virtualModules: required, ...options };
  const plain = createJiti(import.meta.url, all);
  return createJiti(import.meta.url, {
    ...all,
    transform: (given) => {
      const { filename, babel } = given;
      const plugins =
        filename === undefined ? [] : [redirectImports(filename, (file) => requireByNode(file, required))];
      return { code: plain.transform({ ...given, babel: { ...babel, plugins } }) };
    },
  });
}

/** Jiti would compile a second copy of a module that is required but written for `import`; Node gives the one there is. */
function requireByNode(file: string, modules: object): void {
  const require = createRequire(import.meta.url);
  Object.defineProperty(modules, file, { configurable: true, enumerable: true, get: (): unknown => require(file) });
}
