import type { Command } from "commander";
import { addCommonOptions, collect, type CommandContext, type CommonOptions } from "./command-context.js";
import { parseAnswers } from "./parse-settings.js";
import { EXIT_CODE_HELP } from "./run-command.js";

interface ResumeOptions extends CommonOptions {
  readonly answer?: readonly string[];
  readonly input: boolean;
  readonly output?: boolean;
  readonly trace?: boolean;
  readonly skipDamaged?: boolean;
}

export function addResumeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("resume")
    .description("finish what a session left unfinished; nothing that finished runs again")
    .argument("[session]", "the session's name or folder; the rig's newest unfinished one when absent")
    .option(
      "--skip-damaged",
      "go on although the session's journal is damaged or lost; the experiment is not run, and a step that was done may be repeated",
    )
    .option("--answer <key=value>", "the answer to a question that a plugin asks (repeatable)", collect)
    .option("--no-input", "never ask: a missing answer is an error that names its flag")
    .option("--output", "show each line that the experiment prints; its last ones are shown in any case")
    .option("--trace", "print the tree of hooks, handlers and times at the end");
  addCommonOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (session: string | undefined, options: ResumeOptions) => {
      const { resumeSessionCommand } = await import("./resume-session-command.js");
      const flags = { ...parseAnswers(options.answer), ...(options.input ? {} : { input: false }) };
      await resumeSessionCommand(context, options, session, flags);
    });
}

const EXAMPLES = `
Examples:
  $ rigline resume
  $ rigline resume 614173_2026-07-14T090500-0700
  $ rigline resume data/614173/614173_2026-07-14T090500-0700

With nothing to resume the exit code is 0. ${EXIT_CODE_HELP}`;
