import { randomUUID } from "node:crypto";
import { LauncherConfigSchema } from "../config/launcher-config.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import type { PluginSessionOptions } from "./plugin-session.js";

/** The config that the plugin meets: a rig of this session alone, in the folder. */
export function resolveConfig(
  folder: string,
  { session = {}, environment = {}, pauseFile, simulate }: PluginSessionOptions,
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
    simulate,
    experiment: { command: [process.execPath], pause_file: pauseFile },
  });
  return { values, sections: {}, provenance: new Map(), file: undefined, folder, environment };
}
