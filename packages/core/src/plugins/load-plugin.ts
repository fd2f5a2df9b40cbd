import { type ErrorPlace, listNames, messageOf, RiglineError, showValue } from "@rigline/foundation/errors";
import type { z } from "zod";
import type { ModuleImporter } from "../modules/import-module.js";
import { explainMissingImport, missingImport } from "../modules/missing-import.js";
import { findSyntaxError, placeInStack } from "../modules/place-in-stack.js";
import { pluginError } from "./plugin-errors.js";
import type { Plugin } from "./plugin.js";
import { validatePlugin } from "./validate-plugin.js";

type Given = Readonly<Record<string, unknown>>;

export interface ImportedPlugin {
  readonly plugin: Plugin;
  /** It was made by a function, which was called with the options: they are none of the plugin's own any more. */
  readonly isMade: boolean;
}

/** Where a function that makes a plugin is called, by whoever watches over what plugins do. */
export type CallFactory = (call: () => unknown) => Promise<unknown>;

/**
 * Imports a plugin's module and takes its default export, or the one named `plugin`: a plugin, or a function of its options
 * that returns one, or a promise of one. Throws PLUGIN_LOAD_FAILED, PLUGIN_EXPORT_MISSING, PLUGIN_INVALID.
 */
export async function loadPlugin(
  use: string,
  file: string,
  importModule: ModuleImporter,
  options: Given = {},
  callFactory: CallFactory = async (call) => await call(),
): Promise<ImportedPlugin> {
  const module = await runModule(use, file, importModule);
  const exported = unwrapDefault(module["default"]) ?? module["plugin"];
  if (exported === undefined) throw exportMissing(use, file, module);
  if (typeof exported !== "function") return { plugin: validatePlugin(exported, file), isMade: false };
  if (/^class\b/u.test(Function.prototype.toString.call(exported))) throw exportsClass(use, file, exported.name);
  const make = exported as (options: Given) => unknown;
  const made = await makePlugin(use, file, () => callFactory(() => make(options)));
  if (typeof made !== "object" || made === null) throw makesNone(use, file, made);
  return { plugin: validatePlugin(made, file), isMade: true };
}

async function makePlugin(use: string, file: string, make: () => Promise<unknown>): Promise<unknown> {
  try {
    return await make();
  } catch (cause) {
    if (cause instanceof RiglineError && isToldAlready(cause.code)) throw cause;
    throw pluginError("PLUGIN_LOAD_FAILED", {
      what: `Plugin ${use} could not be made of its options: ${explain(cause)}`,
      where: { file, ...(await placeOf(cause, file)) },
      todo: "Correct the entry's `with` in the config, or fix the function that the plugin exports.",
      cause,
    });
  }
}

/** A zod error's message is its issues as JSON. */
function explain(cause: unknown): string {
  const { issues } = (cause ?? {}) as { readonly issues?: unknown };
  if (!Array.isArray(issues)) return messageOf(cause);
  return (issues as z.core.$ZodIssue[])
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
    .join("; ");
}

async function runModule(
  use: string,
  file: string,
  importModule: ModuleImporter,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importModule(file);
  } catch (cause) {
    const place: ErrorPlace = { file, ...(await placeOf(cause, file)) };
    if (cause instanceof RiglineError && isToldAlready(cause.code))
      throw pluginError(cause.code, {
        what: cause.message,
        where: { ...place, ...cause.where },
        ...(cause.why === undefined ? {} : { why: cause.why }),
        cause,
      });
    const missing = missingImport(cause);
    if (missing !== undefined)
      throw pluginError("PLUGIN_LOAD_FAILED", { ...explainMissingImport(use, file, missing), cause });
    throw pluginError("PLUGIN_LOAD_FAILED", {
      what: `Plugin ${use} could not be loaded: ${messageOf(withoutPlace(cause))}`,
      where: place,
      cause: withoutPlace(cause),
    });
  }
}

/** What definePlugin, or the guard of the process, has said of the plugin: all but the file is there. */
function isToldAlready(code: string): code is "PLUGIN_INVALID" | "PLUGIN_CALLED_EXIT" {
  return code === "PLUGIN_INVALID" || code === "PLUGIN_CALLED_EXIT";
}

/** jiti's parser writes the place below what it says; the error has a line for it. */
function withoutPlace(cause: unknown): unknown {
  const [, message] = /^ParseError: (.*?)\s*\n\s.+:\d+:\d+$/.exec(messageOf(cause)) ?? [];
  return message === undefined ? cause : new SyntaxError(message, { cause });
}

async function placeOf(cause: unknown, file: string): Promise<Pick<ErrorPlace, "line" | "column">> {
  const place = placeInStack(cause, file);
  if (place.line !== undefined || !(cause instanceof SyntaxError)) return place;
  const line = await findSyntaxError(file);
  return line === undefined ? {} : { line };
}

/** A module in CommonJS, compiled from TypeScript, has its default export one level down. */
function unwrapDefault(exported: unknown): unknown {
  const inner = exported as { readonly __esModule?: boolean; readonly default?: unknown; readonly plugin?: unknown };
  return typeof exported === "object" && inner?.__esModule === true ? (inner.default ?? inner.plugin) : exported;
}

function exportMissing(use: string, file: string, module: object): Error {
  return pluginError("PLUGIN_EXPORT_MISSING", {
    what: `Plugin ${use} has neither a default export nor one named "plugin"`,
    where: { file },
    why: `It exports: ${listNames(Object.keys(module).filter((name) => name !== "default" && name !== "module.exports"))}`,
    todo: "Write `export default definePlugin({ … })`. A file in plugins/ that is no plugin gets a name that starts with `_`.",
  });
}

function exportsClass(use: string, file: string, name: string): Error {
  return pluginError("PLUGIN_EXPORT_MISSING", {
    what: `Plugin ${use} exports the class ${name}, not a plugin`,
    where: { file },
    why: "A plugin is a plain object, or a function that returns one.",
  });
}

function makesNone(use: string, file: string, made: unknown): Error {
  return pluginError("PLUGIN_EXPORT_MISSING", {
    what: `Plugin ${use} exports a function that returned ${showValue(made)}, not a plugin`,
    where: { file },
    why: "A function that is exported is called with the entry's `with`, and makes the plugin.",
    todo: "Return `definePlugin({ … })` from it, or export the plugin itself.",
  });
}
