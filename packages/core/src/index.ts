import "reflect-metadata";

export type { LauncherConfig } from "./config/launcher-config.js";
export type { Plugin, PluginDefinition } from "./plugins/plugin.js";
