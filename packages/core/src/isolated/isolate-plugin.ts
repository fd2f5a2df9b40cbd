import type { HookContext } from "../hooks/hook-kinds.js";
import type { LoadedPlugin } from "../plugins/load-plugins.js";
import type { Plugin } from "../plugins/plugin.js";
import { isolatedError } from "./isolated-errors.js";
import { PluginProcess, type ProcessParts } from "./plugin-process.js";

/** What a definition may not ask for, since it can't be brought into another process. */
const TIES = ["needs", "provides", "setup", "services", "offers", "extends"];

/** What a payload has beside data: it stays here. */
const NO_DATA: readonly string[] = ["runners", "services"];

type Handler = (payload: unknown, context: HookContext) => unknown;

/**
 * A stand-in for a plugin whose entry in the config says `isolate: process`: its definition is the plugin's own, its
 * handlers run in a process that is started with the first of them and ended with the plugin. Any other plugin is returned
 * as it is. Throws PLUGIN_NOT_ISOLABLE.
 */
export function isolatePlugin(loaded: LoadedPlugin, parts: ProcessParts): LoadedPlugin {
  const { plugin, file, use, entry, madeOf } = loaded;
  if (entry?.isolate === undefined || file === undefined) return loaded;
  refuseTies(plugin, file);
  let process: PluginProcess | undefined;
  const call = (hook: string): Handler => {
    return (payload, context) => {
      if (process === undefined) {
        process = new PluginProcess({ plugin: plugin.name, use, file, madeOf, log: context.log }, parts);
        context.defer(process.close, "a process of its own");
      }
      return process.call(hook, dataOf(payload), context);
    };
  };
  const hooks = Object.entries(plugin.hooks ?? {}).map(([hook, written]: [string, unknown]) => [
    hook,
    typeof written === "object" && written !== null ? { ...written, handler: call(hook) } : call(hook),
  ]);
  return { ...loaded, plugin: { ...plugin, hooks: Object.fromEntries(hooks) as Plugin["hooks"] } };
}

function refuseTies(plugin: Plugin, file: string): void {
  const asked = TIES.filter((key) => (plugin as unknown as Readonly<Record<string, unknown>>)[key] !== undefined);
  if (asked.length === 0) return;
  throw isolatedError("PLUGIN_NOT_ISOLABLE", {
    what: `Plugin "${plugin.name}" can't run in a process of its own: it has ${asked.map((key) => `\`${key}\``).join(", ")}`,
    where: { plugin: plugin.name, file },
    why: "Services live in the launcher's process; an isolated plugin has its options, its log and the hooks' payloads.",
  });
}

function dataOf(payload: unknown): unknown {
  if (typeof payload !== "object" || payload === null) return payload;
  return Object.fromEntries(Object.entries(payload).filter(([key]) => !NO_DATA.includes(key)));
}
