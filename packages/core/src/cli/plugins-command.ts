import type { Command } from "commander";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

export function addPluginsCommand(program: Command, context: CommandContext): void {
  const command = addCommonOptions(program.command("plugins"))
    .option("--held", "start the plugins without a session; print what each holds open, and what is left after its end")
    .description("list the plugins: version, where from, and each hook's handlers in their final order with the reason")
    .addHelpText("after", "\nExamples:\n  $ rigline plugins\n  $ rigline plugins --json\n  $ rigline plugins --held")
    .action(async (options: CommonOptions & { readonly held?: boolean }) => {
      if (options.held === true) {
        const { heldCommand } = await import("./held-command.js");
        return heldCommand(context, options);
      }
      const { withLauncher } = await import("./open-launcher.js");
      const { renderPlugins } = await import("../report/render-plugins.js");
      await withLauncher(context, options, ({ launcher }) => {
        const listing = launcher.describe();
        context.io.out(`${options.json === true ? JSON.stringify(listing, undefined, 2) : renderPlugins(listing)}\n`);
      });
    });
  // The options are those of `plugins`: commander takes them wherever they stand.
  command
    .command("bisect")
    .configureHelp({ showGlobalOptions: true })
    .description("find the plugin that causes a fault: by halves, with what the plugins need, until one is left")
    .option("--command <command>", "judges each trial: the fault shows when it ends with another code than 0")
    .option("--doctor", "judges each trial: the fault is the first error that `rigline doctor` tells with all plugins")
    .addHelpText("after", BISECT_EXAMPLES)
    .action(async (_options: unknown, self: Command) => {
      const { bisectCommand } = await import("./bisect-command.js");
      await bisectCommand(context, self.optsWithGlobals());
    });
}

const BISECT_EXAMPLES = `
Examples:
  $ rigline plugins bisect --doctor
  $ rigline plugins bisect --command "rigline run --subject test --no-input"
  $ rigline plugins bisect                  asks after each trial, which is made in another window`;
