import { didYouMean, listNames, showValue } from "@rigline/foundation/errors";
import type { LoadedPlugin } from "./load-plugins.js";
import type { GivenPlugin } from "./plugin.js";
import { pluginError } from "./plugin-errors.js";

const KEYS = ["plugin", "with", "required"];

/**
 * A plugin that a program hands to the launcher, at its place in the list, as if the config had named it. Throws PLUGIN_INVALID
 * for what is no plugin; what is wrong within a definition is found with those of all others.
 */
export function takeGiven(given: GivenPlugin, index: number): LoadedPlugin {
  const place = `plugins[${index}]`;
  if (!isRecord(given)) throw noPlugin(place, given);
  if (!("plugin" in given)) return { plugin: given, use: given.name, origin: "given" };
  const { plugin, with: options = {}, required } = given;
  if (!isRecord(plugin)) throw noPlugin(`${place}.plugin`, plugin);
  for (const key of Object.keys(given))
    if (!KEYS.includes(key))
      throw invalid(
        `${place}.${key}`,
        `there is no such key.${didYouMean(key, KEYS)} There are: ${listNames(KEYS)}`,
        key === "isolate"
          ? "Name the plugin in the config: what has a process of its own is loaded there anew."
          : undefined,
      );
  if (!isRecord(options)) throw invalid(`${place}.with`, `expected an object of options, found ${showValue(options)}`);
  if (required !== undefined && typeof required !== "boolean")
    throw invalid(`${place}.required`, `expected true or false, found ${showValue(required)}`);
  const { name } = plugin;
  return { plugin, use: name, origin: "given", entry: { use: name, with: options, enabled: true, required } };
}

function noPlugin(path: string, found: unknown): Error {
  return invalid(
    path,
    `expected a plugin, or { plugin, with, required }, found ${showValue(found)}`,
    typeof found === "function" ? "Call it with its options: `plugins: [reward({ … })]`." : undefined,
  );
}

function invalid(path: string, text: string, todo = "Correct what is given to createLauncher."): Error {
  return pluginError("PLUGIN_INVALID", { what: `${path} of createLauncher: ${text}`, where: { path }, todo });
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Promise);
}
