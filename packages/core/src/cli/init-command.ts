import type { Command } from "commander";
import { addStarterOptions } from "../init/starter-questions.js";
import type { CommandContext } from "./command-context.js";
import type { InitOptions } from "./make-rig.js";

export function addInitCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("init [folder]")
    .description("write a config, a first plugin and a tiny experiment that run at once; never overwrites a file");
  addStarterOptions(command)
    .option("--from <file>", "write only the config of a rig that does what this clabe.yml says, beside it")
    .option("--json", "print one JSON document on standard output, and ask nothing")
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string | undefined, options: InitOptions & { readonly from?: string }) => {
      if (options.from !== undefined) {
        const { makeRigFromClabe } = await import("./make-rig-from-clabe.js");
        return makeRigFromClabe(context, options.from, { folder, json: options.json === true });
      }
      const { makeRig } = await import("./make-rig.js");
      return makeRig(context, folder, options);
    });
}

const EXAMPLES = `
Examples:
  $ rigline init my-rig
  $ cd my-rig && rigline run --subject test --experimenter me
  $ rigline init --from clabe.yml
  $ rigline init rig-2 --destination //server/data --project-name "Dynamic Routing" --no-input`;
