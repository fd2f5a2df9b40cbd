import { readFileSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { listNames, messageOf } from "@rigline/foundation/errors";
import { type Clock, systemClock } from "@rigline/foundation/platform";
import { createHostJiti } from "../../modules/host-jiti.js";
import { isBroughtByHost, waitForModule } from "../../modules/import-module.js";
import { findSyntaxError, placeInStack } from "../../modules/place-in-stack.js";
import { configError } from "../config-errors.js";
import { findCircularValue } from "../layers/config-tree.js";
import { snippetAt } from "../problems/snippet.js";
import type { ParsedFile } from "./parse-yaml.js";

const TYPESCRIPT = /\.[cm]?ts$/u;
const COMMON_JS = /\.c[jt]s$/u;

type ModuleExports = Readonly<Record<string, unknown>>;

interface Place {
  readonly line?: number;
  readonly column?: number;
}

/** Runs a JavaScript or TypeScript config and takes its default export. Throws CONFIG_FAILED. */
export async function loadModule(file: string, clock: Clock = systemClock): Promise<ParsedFile> {
  const values = await runModule(file, clock);
  const cycle = findCircularValue(values);
  if (cycle !== undefined)
    throw configError("CONFIG_FAILED", {
      what: `${file} exports a value that contains itself`,
      where: { file, path: cycle },
    });
  return { file, values, places: new Map(), texts: new Map() };
}

async function runModule(file: string, clock: Clock): Promise<unknown> {
  const module = await importModule(file, clock);
  if ("default" in module) return module["default"];
  // CommonJS, of which a compiler has left the exports as they are.
  if (COMMON_JS.test(file)) return module;
  throw configError("CONFIG_FAILED", {
    what: `${file} has no default export, only ${listNames(Object.keys(module))}`,
    where: { file },
    todo: 'Export the configuration as default: `export default { data_dir: "data" };`.',
  });
}

async function importModule(file: string, clock: Clock): Promise<ModuleExports> {
  try {
    return await waitForModule(TYPESCRIPT.test(file) ? importByJiti(file) : importJavaScript(file), clock);
  } catch (error) {
    // Of a message with several lines the others say where, which is told below, and what required it.
    const [reason = ""] = messageOf(error).split("\n");
    const { line, column } = await findPlace(file, error);
    throw configError("CONFIG_FAILED", {
      what: `${file} failed while it was run: ${reason.trim()}`,
      where: { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) },
      ...(line === undefined ? {} : { why: snippetAt(readFileSync(file, "utf8"), line, column) }),
      cause: error,
    });
  }
}

/** jiti keeps the identity of classes and tokens that the config shares with the launcher, and writes no cache beside the file. */
async function importByJiti(file: string): Promise<ModuleExports> {
  const jiti = await createHostJiti({ moduleCache: false });
  return jiti.import(file);
}

async function importJavaScript(file: string): Promise<ModuleExports> {
  // An edited file must be read again, and Node keeps modules by their address.
  const { mtimeMs, size } = statSync(file);
  try {
    return (await import(`${pathToFileURL(file).href}?v=${mtimeMs}-${size}`)) as ModuleExports;
  } catch (error) {
    if (isBroughtByHost(error)) return importByJiti(file);
    throw error;
  }
}

async function findPlace(file: string, error: unknown): Promise<Place> {
  if (!(error instanceof Error)) return {};
  const place = placeInStack(error, file);
  // Columns are those of what TypeScript was compiled to.
  if (TYPESCRIPT.test(file)) return place.line === undefined ? {} : { line: place.line };
  if (place.line !== undefined || !(error instanceof SyntaxError)) return place;
  const line = await findSyntaxError(file);
  return line === undefined ? {} : { line };
}
