import type { Command } from "commander";
import { addCommonOptions, type CommandContext, type CommonOptions, refuseArgument } from "./command-context.js";

interface PageFlags extends CommonOptions {
  readonly port?: string;
  readonly open?: true;
  readonly host?: string;
}

export function addPageCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("page")
    .description("show in the browser where each session's data stand, live, on this computer alone")
    .option("--port <number>", "where it is served; one that is free when absent")
    .option("--open", "open the browser as well")
    .option("--host <address>", "this computer alone is allowed: 127.0.0.1");
  addCommonOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (options: PageFlags) => {
      // Loaded here, so that help, version and completion stay quick.
      const { readPagePort } = await import("@rigline/foundation/page");
      const port =
        readPagePort(options.port ?? "0") ??
        refuseArgument(command, "--port <number>", options.port ?? "", "It must be a port: 0 to 65535.");
      const { pageCommand } = await import("./serve-page-command.js");
      await pageCommand(context, { ...options, port });
    });
}

const EXAMPLES = `
Examples:
  $ rigline page
  $ rigline page --open --port 8765`;
