import { InvalidArgumentError, type Command } from "commander";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

export function addSessionsCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("sessions")
    .description("list the sessions in the data folder: outcome, hand-off, and what comes next")
    .option("--limit <count>", "the newest so many", readCount, 20);
  addCommonOptions(command)
    .addHelpText("after", "\nExamples:\n  $ rigline sessions\n  $ rigline sessions --limit 5 --json")
    .action(async (options: CommonOptions & { readonly limit: number }) => {
      const { listSessionsCommand } = await import("./list-sessions-command.js");
      await listSessionsCommand(context, options);
    });
}

export function readCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1.");
}
