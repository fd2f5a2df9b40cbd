import { type ErrorPlace, listNames, messageOf, RiglineError, showValue } from "@rigline/foundation/errors";
import type { ModuleImporter } from "../modules/import-module.js";
import { explainMissingImport, missingImport } from "../modules/missing-import.js";
import { findSyntaxError, placeInStack } from "../modules/place-in-stack.js";
import { pluginError } from "./plugin-errors.js";
import type { Plugin } from "./plugin.js";
import { validatePlugin } from "./validate-plugin.js";

/**
 * Imports a plugin's module and takes its default export, or the one named `plugin`. Throws PLUGIN_LOAD_FAILED,
 * PLUGIN_EXPORT_MISSING, PLUGIN_INVALID.
 */
export async function loadPlugin(use: string, file: string, importModule: ModuleImporter): Promise<Plugin> {
  const module = await runModule(use, file, importModule);
  const exported = unwrapDefault(module["default"]) ?? module["plugin"];
  if (exported === undefined) throw exportMissing(use, file, module);
  if (typeof exported === "function") throw exportsFunction(use, file);
  return validatePlugin(exported, file);
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

function exportsFunction(use: string, file: string): Error {
  return pluginError("PLUGIN_EXPORT_MISSING", {
    what: `Plugin ${use} exports ${showValue(() => undefined)}, not a plugin`,
    where: { file },
    why: "A function that takes options and returns a plugin is not supported.",
    todo: "Export the plugin itself, with a schema in `options`: its handlers get them, validated, as `context.options`.",
  });
}
