import type { Command } from "commander";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

export function addConfigCommand(program: Command, context: CommandContext): void {
  const command = addCommonOptions(program.command("config"))
    .description("print the merged configuration, plugins' options included; secrets are never printed")
    .addHelpText("after", EXAMPLES)
    .action(async (options: CommonOptions) => {
      const { printConfig } = await import("./print-config.js");
      await printConfig(context, options);
    });
  // The options are those of `config`: commander takes them wherever they stand.
  command
    .command("explain [key]")
    .configureHelp({ showGlobalOptions: true })
    .description(
      "print each source that set a key, with file and line, and which one won; without a key, list the keys",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  $ rigline config explain data_dir\n  $ rigline config explain experiment --json",
    )
    .action(async (key: string | undefined, _options: unknown, self: Command) => {
      const { printExplanation } = await import("./print-config.js");
      await printExplanation(context, self.optsWithGlobals(), key);
    });
  command
    .command("sections")
    .configureHelp({ showGlobalOptions: true })
    .description("print which plugin reads each section that is written, clabe's too, and which section nobody reads")
    .addHelpText("after", "\nExamples:\n  $ rigline config sections\n  $ rigline config sections --json")
    .action(async (_options: unknown, self: Command) => {
      const { printSections } = await import("./print-config.js");
      await printSections(context, self.optsWithGlobals());
    });
  command
    .command("schema")
    .configureHelp({ showGlobalOptions: true })
    .description("print the JSON Schema of the configuration, plugins' options included")
    .addHelpText("after", "\nExamples:\n  $ rigline config schema > .rigline/config.schema.json")
    .action(async (_options: unknown, self: Command) => {
      const { printSchema } = await import("./print-config.js");
      await printSchema(context, self.optsWithGlobals());
    });
}

const EXAMPLES = `
Examples:
  $ rigline config
  $ rigline config --json
  $ rigline config explain experiment.command
  $ rigline config schema > .rigline/config.schema.json`;
