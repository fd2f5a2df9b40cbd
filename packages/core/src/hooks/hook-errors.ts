import { defineErrors } from "@rigline/foundation/errors";

export const hookError = defineErrors({
  HOOK_FAILED: {
    exit: "plugin",
    meaning: "A plugin's handler of a lifecycle hook threw, rejected or answered with something the hook can't take.",
    todo: "Fix the named plugin, or set `enabled: false` on it in the config.",
  },
  HOOK_TIMED_OUT: {
    exit: "plugin",
    meaning: "A plugin's handler did not settle within its time, or the hook's. Its signal was aborted.",
    todo: "Give the hook more time under `hook_timeouts` in the config, or fix the named plugin: it must end when its signal aborts.",
  },
  HOOK_ABORTED: {
    exit: "aborted",
    meaning: "The session was aborted while a hook was running.",
    todo: "Nothing: this is what was asked for.",
  },
  HOOK_ORDER_CYCLE: {
    exit: "plugin",
    meaning: "The order that plugins ask for contradicts itself.",
    todo: "Take back one of the `order`, `before` or `after` that the message lists.",
  },
  HOOK_LATE_REGISTRATION: {
    exit: "plugin",
    meaning: "A plugin was registered after the hooks were frozen.",
    todo: "Name the plugin in the config's `plugins`, so that it is registered before the launcher starts.",
  },
  HOOK_PLUGIN_TWICE: {
    exit: "plugin",
    meaning: "Two plugins of the same name were registered.",
    todo: "Remove one of them from the config, or rename it.",
  },
  HOOK_UNKNOWN: {
    exit: "plugin",
    meaning: "A hook was named that does not exist.",
    todo: "Use one of the names that the message lists.",
  },
  HOOK_NOT_FROZEN: {
    exit: "internal",
    meaning: "A hook was run before the registry was frozen.",
    todo: "Call `freeze()` once every plugin is registered, then `run()`.",
  },
});
