import type { Command } from "commander";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

interface PauseFlags extends CommonOptions {
  readonly reason?: string;
}

/** `rigline pause` and `rigline continue`. */
export function addPauseCommands(program: Command, context: CommandContext): void {
  const pause = program
    .command("pause")
    .description("have the experiment of the session that runs wait, where it offers that (pause_file)")
    .option("--reason <text>", "why; kept with the session");
  addCommonOptions(pause)
    .addHelpText("after", '\nExamples:\n  $ rigline pause\n  $ rigline pause --reason "the animal is checked"')
    .action(async (options: PauseFlags) => {
      const { pauseSessionCommand } = await import("./pause-session-command.js");
      await pauseSessionCommand(context, options, "pause");
    });
  const goOn = program.command("continue").description("let the experiment that was paused go on");
  addCommonOptions(goOn)
    .addHelpText("after", "\nExamples:\n  $ rigline continue")
    .action(async (options: CommonOptions) => {
      const { pauseSessionCommand } = await import("./pause-session-command.js");
      await pauseSessionCommand(context, options, "continue");
    });
}
