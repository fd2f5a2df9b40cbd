import { defineErrors } from "@rigline/foundation/errors";

export const cliError = defineErrors({
  CLI_USAGE: {
    exit: "usage",
    meaning: "The command line can't be understood.",
    todo: "See `rigline --help`.",
  },
});
