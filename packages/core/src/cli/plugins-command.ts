import type { Command } from "commander";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

export function addPluginsCommand(program: Command, context: CommandContext): void {
  addCommonOptions(program.command("plugins"))
    .description("list the plugins: version, where from, and each hook's handlers in their final order with the reason")
    .addHelpText("after", "\nExamples:\n  $ rigline plugins\n  $ rigline plugins --json")
    .action(async (options: CommonOptions) => {
      const { withLauncher } = await import("./open-launcher.js");
      const { renderPlugins } = await import("../report/render-plugins.js");
      await withLauncher(context, options, ({ launcher }) => {
        const listing = launcher.describe();
        context.io.out(`${options.json === true ? JSON.stringify(listing, undefined, 2) : renderPlugins(listing)}\n`);
      });
    });
}
