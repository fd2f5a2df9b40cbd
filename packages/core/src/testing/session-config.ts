import { randomUUID } from "node:crypto";
import { LauncherConfigSchema } from "../config/launcher-config.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import type { Plugin } from "../plugins/plugin.js";
import type { PluginSessionOptions } from "./plugin-session.js";

/** Options reach a plugin through its section; one that has none gets one for the test. */
export function passOptions(
  plugin: Plugin,
  options: Readonly<Record<string, unknown>>,
): { readonly optioned: Plugin; readonly sections: ResolvedConfig["sections"] } {
  const section = plugin.section ?? "options_of_the_test";
  return { optioned: { ...plugin, section }, sections: { [section]: options } };
}

/** The config that the plugin meets: a rig of this session alone, in the folder. */
export function resolveConfig(
  folder: string,
  { session = {}, environment = {} }: PluginSessionOptions,
  sections: ResolvedConfig["sections"],
): ResolvedConfig {
  const values = LauncherConfigSchema.parse({
    // Of this session alone, so that tests side by side don't wait for one rig.
    rig_name: `test-rig-${randomUUID()}`,
    data_dir: "data",
    temp_dir: "logs",
    subject: session.subject ?? "614173",
    experimenters: session.experimenters ?? ["Ada Lovelace"],
    notes: session.notes ?? "",
    // Never started; a program that preflight finds.
    experiment: { command: [process.execPath] },
  });
  return { values, sections, provenance: new Map(), file: undefined, folder, environment };
}
