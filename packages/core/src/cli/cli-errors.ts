import { defineErrors } from "@rigline/foundation/errors";

export const cliError = defineErrors({
  CLI_USAGE: {
    exit: "usage",
    meaning: "The command line can't be understood.",
    todo: "See `rigline --help`.",
  },
  BISECT_NO_FAULT: {
    exit: "refused",
    meaning: "`rigline plugins bisect` made its first trial with all plugins, and the fault did not show.",
    todo: "Judge by what shows the fault: another `--command`, the same options as when it showed.",
  },
  BISECT_NO_PLUGIN: {
    exit: "refused",
    meaning: "`rigline plugins bisect` found the fault without any plugin too.",
    todo: "Look at the config, the experiment and the machine: `rigline doctor`, `rigline config`.",
  },
});
