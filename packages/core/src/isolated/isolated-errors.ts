import { defineErrors } from "@rigline/foundation/errors";

export const isolatedError = defineErrors({
  PLUGIN_NOT_ISOLABLE: {
    exit: "plugin",
    meaning: "A plugin that the config gives a process of its own asks for what lives in the launcher's.",
    todo: "Take `isolate: process` from the plugin's entry in the config, or what the message names from the plugin.",
  },
  PLUGIN_NOT_CLONEABLE: {
    exit: "plugin",
    meaning: "Something that can't be copied was to go to, or come from, a plugin in a process of its own.",
    todo: "Pass plain data: text, numbers, lists, objects, dates, maps; no functions, classes or symbols.",
  },
  PLUGIN_PROCESS_ENDED: {
    exit: "plugin",
    meaning: "The process of an isolated plugin has ended, or was ended because a hook's time was over.",
    todo: "Fix the plugin as the lines before say: what it wrote stands in launcher.log.",
  },
});
