import type { Command } from "commander";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

interface ManifestOptions extends CommonOptions {
  readonly output?: string;
}

export function addManifestCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("manifest")
    .description("print what would be written to hand a session off; nothing is run, published or copied")
    .argument("<session>", "the session's name or folder")
    .option("-o, --output <file>", "write it into a file, whose folder is made; not into the flag folder");
  addCommonOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (session: string, options: ManifestOptions) => {
      const { showManifestCommand } = await import("./show-manifest-command.js");
      await showManifestCommand(context, options, session);
    });
}

const EXAMPLES = `
Examples:
  $ rigline manifest 614173_2026-07-14T090500-0700
  $ rigline manifest 614173_2026-07-14T090500-0700 --output checked/manifest.yaml

What is to be known of it goes to standard error. Exit code 9 when it would be refused.`;
