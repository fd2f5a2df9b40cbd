import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { messageOf } from "../../errors/index.js";
import { createHostJiti } from "../../modules/host-jiti.js";
import { isBroughtByHost } from "../../modules/import-module.js";
import { configError } from "../config-errors.js";
import { findCycle } from "../layers/config-tree.js";
import type { ParsedFile } from "./parse-yaml.js";

const TYPESCRIPT = /\.[cm]?ts$/u;

/** Runs a JavaScript or TypeScript config and takes its default export. Throws CONFIG_FAILED. */
export async function loadModule(file: string): Promise<ParsedFile> {
  const values = await runModule(file);
  const cycle = findCycle(values);
  if (cycle !== undefined)
    throw configError("CONFIG_FAILED", {
      what: `${file} exports a value that contains itself`,
      where: { file, path: cycle },
    });
  return { file, values, places: new Map(), texts: new Map() };
}

async function runModule(file: string): Promise<unknown> {
  try {
    return await (TYPESCRIPT.test(file) ? importByJiti(file) : importJavaScript(file));
  } catch (error) {
    throw configError("CONFIG_FAILED", {
      what: `${file} failed while it was run: ${messageOf(error)}`,
      where: { file, ...placeIn(file, error) },
      cause: error,
    });
  }
}

/** jiti keeps the identity of classes and tokens that the config shares with the launcher, and writes no cache beside the file. */
async function importByJiti(file: string): Promise<unknown> {
  const jiti = await createHostJiti({ moduleCache: false });
  return jiti.import(file, { default: true });
}

async function importJavaScript(file: string): Promise<unknown> {
  // An edited file must be read again, and Node keeps modules by their address.
  const { mtimeMs, size } = statSync(file);
  try {
    const module = (await import(`${pathToFileURL(file).href}?v=${mtimeMs}-${size}`)) as Record<string, unknown>;
    return "default" in module ? module["default"] : module;
  } catch (error) {
    if (isBroughtByHost(error)) return importByJiti(file);
    throw error;
  }
}

/** The first line of the stack, or of the message, that lies in the file. */
function placeIn(file: string, error: unknown): { line?: number; column?: number } {
  if (!(error instanceof Error)) return {};
  const text = `${error.stack ?? ""}\n${error.message}`;
  for (const name of [file, pathToFileURL(file).href]) {
    for (const line of text.split("\n")) {
      const at = line.indexOf(name);
      const [, row, column] =
        at === -1 ? [] : (/^(?:\?[^:]*)?:(\d+)(?::(\d+))?/u.exec(line.slice(at + name.length)) ?? []);
      if (row !== undefined) return { line: Number(row), ...(column === undefined ? {} : { column: Number(column) }) };
    }
  }
  return {};
}
