import { type Command, InvalidArgumentError } from "commander";
import { readPagePort } from "@rigline/foundation/page";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

interface PageFlags extends CommonOptions {
  readonly port: number;
  readonly open?: true;
  readonly host?: string;
}

export function addPageCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("page")
    .description("show in the browser where each session's data stand, live, on this computer alone")
    .option("--port <number>", "where it is served; one that is free when absent", readPort, 0)
    .option("--open", "open the browser as well")
    .option("--host <address>", "this computer alone is allowed: 127.0.0.1");
  addCommonOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (options: PageFlags) => {
      const { pageCommand } = await import("./serve-page-command.js");
      await pageCommand(context, options);
    });
}

const EXAMPLES = `
Examples:
  $ rigline page
  $ rigline page --open --port 8765`;

function readPort(text: string): number {
  const port = readPagePort(text);
  if (port === undefined) throw new InvalidArgumentError("It must be a port: 0 to 65535.");
  return port;
}
