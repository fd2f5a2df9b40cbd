import type { Command } from "commander";

/** Not commander's own required option: the main command's would be asked of the others as well. */
export function required(command: Command, config: string | undefined): string {
  return config ?? command.error("error: the option -c, --config <file> is needed: which watch config?");
}
