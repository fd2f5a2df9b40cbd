import { defineErrors } from "@rigline/foundation/errors";

export const pluginError = defineErrors({
  PLUGIN_INVALID: {
    exit: "plugin",
    meaning: "What a plugin exports is no valid plugin definition.",
    todo: "Fix the plugin's `definePlugin({ … })` as the message says.",
  },
  PLUGIN_NOT_FOUND: {
    exit: "plugin",
    meaning: "A plugin that the config names is no installed package and no file.",
    todo: "Install the package beside the config, or write a path that starts with `./`.",
  },
  PLUGIN_LOAD_FAILED: {
    exit: "plugin",
    meaning: "A plugin's module threw while it was loaded, or never ended loading.",
    todo: "Fix the plugin as the message says, or set `enabled: false` on it in the config.",
  },
  PLUGIN_EXPORT_MISSING: {
    exit: "plugin",
    meaning: "A plugin's module exports no plugin.",
    todo: "Write `export default definePlugin({ … })`.",
  },
  PLUGIN_TWICE: {
    exit: "plugin",
    meaning: "Two plugins have the same name.",
    todo: "Remove one of the two from the config, or rename it.",
  },
  PLUGIN_DEPENDENCY_MISSING: {
    exit: "plugin",
    meaning: "A plugin depends on another that is not loaded.",
    todo: "Add the missing plugin to the config's `plugins`, and check that it is not `enabled: false`.",
  },
  PLUGIN_DEPENDENCY_VERSION: {
    exit: "plugin",
    meaning: "A plugin depends on another version of a plugin than the one that is loaded.",
    todo: "Install a version in the range that the message names.",
  },
  PLUGIN_DEPENDENCY_CYCLE: {
    exit: "plugin",
    meaning: "Plugins need each other, or depend on each other, in a circle.",
    todo: "Take one of the `needs` or `dependsOn` in the circle out; share what both need through a third plugin.",
  },
  PLUGIN_CORE_VERSION: {
    exit: "plugin",
    meaning: "A plugin was made for another version of @rigline/core.",
    todo: "Install a version of the plugin, or of @rigline/core, that fits the other.",
  },
  PLUGIN_DONE_WITHOUT: {
    exit: "success",
    meaning:
      "A plugin that the config calls not required could not be loaded, or failed in a hook; the session went on without it.",
    todo: "Fix the plugin as the message says, or take its entry out of the config.",
  },
  PLUGIN_GONE: {
    exit: "plugin",
    meaning: "A plugin registered something after its end: nobody would run it, and nobody close it.",
    todo: "End what the plugin has started when its signal aborts, or wait for it in the handler that starts it.",
  },
  PLUGIN_CALLED_EXIT: {
    exit: "plugin",
    meaning: "A plugin called process.exit. The launcher alone ends the process, once the data is handed off.",
    todo: "Throw an error in the plugin instead: the launcher then ends in order, with the exit code for it.",
  },
  PLUGIN_STRAY_ERROR: {
    exit: "plugin",
    meaning: "Something that a plugin started and did not wait for failed later.",
    todo: "Await it in the plugin, or catch its error there.",
  },
});
