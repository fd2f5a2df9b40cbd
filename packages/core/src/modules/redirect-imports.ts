import { pathToFileURL } from "node:url";
import { findHostModuleFor } from "./host-packages.js";
import { nameTypeScript } from "./name-typescript.js";

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
export function redirectImports(file: string, onRequire: (found: string) => void): object {
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
