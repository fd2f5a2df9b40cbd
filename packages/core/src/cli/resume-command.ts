import type { Command } from "commander";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

export function addResumeCommand(program: Command, context: CommandContext): void {
  addCommonOptions(program.command("resume"))
    .description("finish what a session left unfinished; nothing that finished runs again")
    .argument("[session]", "the session's name or folder; the newest unfinished one when absent")
    .addHelpText("after", EXAMPLES)
    .action(async (session: string | undefined, options: CommonOptions) => {
      const { resumeSessionCommand } = await import("./run-session-command.js");
      await resumeSessionCommand(context, options, session);
    });
}

const EXAMPLES = `
Examples:
  $ rigline resume
  $ rigline resume 614173_2026-07-14T090500-0700`;
