import { defineErrors } from "../errors/index.js";

export const cliError = defineErrors({
  CLI_USAGE: {
    exit: "usage",
    meaning: "The command line can't be understood.",
    todo: "See `rigline --help`.",
  },
});
