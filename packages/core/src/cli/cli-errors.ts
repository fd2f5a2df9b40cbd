import { defineErrors } from "../errors/index.js";

export const cliError = defineErrors({
  CLI_USAGE: {
    exit: "usage",
    meaning: "The command line can't be understood.",
    todo: "See `rigline --help`.",
  },
  SESSION_NOT_FOUND: {
    exit: "usage",
    meaning: "No session of that name is in the data folder.",
    todo: "`rigline sessions` lists them.",
  },
});
