import { pathToFileURL } from "node:url";
import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
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
      if (!isBroughtByHost(error)) throw error;
      mark("modules: a module that lacks a package which the host has is given the host's");
      return importByJiti(file);
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

/** As long as the hook `ready` has: reading packages off a share is slow, and a module has nothing else to wait for. */
const LOAD_TIMEOUT_MS = 60_000;

/**
 * Waits for a module that is being imported, no longer than its time and the signal. A module may wait for ever at its top
 * level; when it waits for nothing that the event loop knows of, Node would end the process without a word: the timer
 * of the timeout keeps it alive.
 */
export async function waitForModule<Module>(
  importing: Promise<Module>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Module> {
  const imported = new AbortController();
  const stop = AbortSignal.any(signal === undefined ? [imported.signal] : [imported.signal, signal]);
  const timeout = clock.sleep(LOAD_TIMEOUT_MS, stop).then(() => {
    throw new Error(
      `it was still loading after ${LOAD_TIMEOUT_MS / 1000} s: an \`await\` outside of every function, or in the one that makes the plugin, waits for something that does not come. What has to wait belongs into the hook \`ready\`.`,
    );
  });
  try {
    return await Promise.race([importing, timeout]);
  } finally {
    imported.abort();
  }
}
