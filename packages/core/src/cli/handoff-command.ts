import type { Command } from "commander";
import { addCommonOptions, collect, type CommandContext, type CommonOptions } from "./command-context.js";
import { parseAnswers } from "./parse-settings.js";
import { EXIT_CODE_HELP } from "./run-command.js";

interface HandOffOptions extends CommonOptions {
  readonly answer?: readonly string[];
  readonly input: boolean;
  readonly trace?: boolean;
}

export function addHandOffCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("handoff")
    .description("hand a session off after all that was declined; one that was handed off is looked at again")
    .argument("<session>", "the session's name or folder")
    .option("--answer <key=value>", "the answer to a question that a plugin asks (repeatable)", collect)
    .option("--no-input", "never ask: a missing answer is an error that names its flag")
    .option("--trace", "print the tree of hooks, handlers and times at the end");
  addCommonOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (session: string, options: HandOffOptions) => {
      const { handOffSessionCommand } = await import("./handoff-session-command.js");
      const flags = { ...parseAnswers(options.answer), ...(options.input ? {} : { input: false }) };
      await handOffSessionCommand(context, options, session, flags);
    });
}

const EXAMPLES = `
Examples:
  $ rigline handoff 614173_2026-07-14T090500-0700
  $ rigline handoff data/614173/614173_2026-07-14T090500-0700

${EXIT_CODE_HELP}`;
