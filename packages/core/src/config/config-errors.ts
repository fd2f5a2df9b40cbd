import { defineErrors } from "@rigline/foundation/errors";

export const configError = defineErrors({
  CONFIG_NOT_FOUND: {
    exit: "config",
    meaning: "There is no configuration in the working folder or above it.",
    todo: "Run `rigline init` to write one, or name a file with --config.",
  },
  CONFIG_AMBIGUOUS: {
    exit: "config",
    meaning: "One folder holds several configurations of Rigline, and only one could be read.",
    todo: "Keep one of them, or name the one you mean with --config.",
  },
  CONFIG_UNREADABLE: {
    exit: "config",
    meaning: "A configuration file is there but can't be read.",
    todo: "Let the user who runs rigline read the file, or take it away.",
  },
  CONFIG_SYNTAX: {
    exit: "config",
    meaning: "A configuration file is not written as its format asks.",
    todo: "Correct the line that is named.",
  },
  CONFIG_FAILED: {
    exit: "config",
    meaning: "A configuration that is a program threw instead of giving its values.",
    todo: "Correct the configuration file; its default export must be the configuration, as a plain object.",
  },
  CONFIG_UNKNOWN_KEY: {
    exit: "config",
    meaning: "The configuration sets a key that does not exist.",
    todo: "Correct the key's name, or take it away. `rigline config schema` prints every key there is.",
  },
  CONFIG_INVALID: {
    exit: "config",
    meaning: "The configuration holds values that are missing or of the wrong shape.",
    todo: "Correct what is named. `rigline config explain KEY` shows where a value comes from.",
  },
});
