import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Jiti, JitiOptions } from "jiti";
import { findHostModuleFor } from "./host-packages.js";

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

/** Of Babel's nodes, what is read and changed here. */
interface Literal {
  readonly type: string;
  value: unknown;
}

interface NodePath {
  readonly node: {
    readonly source?: Literal | null;
    readonly callee?: { readonly type: string; readonly name?: string };
    readonly arguments?: readonly Literal[];
  };
  traverse(visitor: object): void;
}

/**
 * A plugin for Babel that makes the imports of a file which only the host can answer name the host's own modules, and those
 * of TypeScript the file itself.
 * `onRequire` gets the file of each that is not imported but required.
 */
function redirectImports(file: string, onRequire: (found: string) => void): object {
  const redirect = (literal: Literal | null | undefined): string | undefined => {
    if (literal?.type !== "StringLiteral") return undefined;
    const specifier = String(literal.value);
    const found = findHostModuleFor(specifier, file);
    const named = found === undefined ? nameTypeScript(specifier, file) : pathToFileURL(found).href;
    if (named !== undefined) literal.value = named;
    return found;
  };
  const redirectSource = ({ node }: NodePath): void => void redirect(node.source);
  const redirectCall = ({ node }: NodePath): void => {
    const isRequire = node.callee?.name === "require";
    if (!isRequire && node.callee?.type !== "Import") return;
    const found = redirect(node.arguments?.[0]);
    if (isRequire && found !== undefined) onRequire(found);
  };
  const visitor = {
    ImportDeclaration: redirectSource,
    ExportNamedDeclaration: redirectSource,
    ExportAllDeclaration: redirectSource,
    ImportExpression: redirectSource,
    CallExpression: redirectCall,
  };
  // All of the file at once, before anything else rewrites its imports.
  return { name: "rigline-redirect-imports", visitor: { Program: (path: NodePath): void => path.traverse(visitor) } };
}

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
