import type { Command } from "commander";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";
import { readCount } from "./sessions-command.js";

interface StatusFlags extends CommonOptions {
  readonly limit: number;
  readonly watch?: true;
  readonly forever?: true;
}

export function addStatusCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("status")
    .description("say where each session's data stand: one word, and what to do where a person is needed")
    .argument("[session]", "the session's name or folder; the newest ones when absent")
    .option("-w, --watch", "go on telling what changes, until all of them are at their end or Ctrl+C")
    .option("--forever", "with --watch: also when all of them are at their end, for new ones")
    .option("--limit <count>", "the newest so many", readCount, 20);
  addCommonOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (session: string | undefined, { watch, forever, ...options }: StatusFlags) => {
      const { showStatusCommand } = await import("./show-status-command.js");
      await showStatusCommand(context, {
        ...options,
        watches: watch === true,
        forever: forever === true,
        wanted: session,
      });
    });
}

const EXAMPLES = `
Examples:
  $ rigline status
  $ rigline status 614173_2026-07-14T090500-0700 --watch
  $ rigline status --json
  $ rigline status --watch --json     one line of JSON a change`;
