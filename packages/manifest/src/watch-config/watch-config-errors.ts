import { defineErrors } from "@rigline/foundation/errors";

export const watchConfigError = defineErrors({
  WATCH_CONFIG_KEY_MISSING: {
    exit: "config",
    meaning: "A watch config lacks a key that the daemon needs.",
    todo: "Add the key.",
  },
  WATCH_CONFIG_VALUE_INVALID: {
    exit: "config",
    meaning: "A watch config's value is not what its key takes.",
    todo: "Correct the value.",
  },
  WATCH_CONFIG_UNKNOWN_KEY: {
    exit: "config",
    meaning: "The `rigline` part of a watch config has a key that does not exist.",
    todo: "Correct the key's name.",
  },
});
