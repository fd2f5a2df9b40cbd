import path from "node:path";
import type { Command } from "commander";
import type { CommandContext } from "./command-context.js";
import { nameCommand, quote } from "./name-command.js";

export function addInitCommand(program: Command, context: CommandContext): void {
  program
    .command("init [folder]")
    .description("write a config, a first plugin and a tiny experiment that run at once; never overwrites a file")
    .option("--json", "print one JSON document on standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  $ rigline init my-rig\n  $ cd my-rig && rigline run --subject test --experimenter me",
    )
    .action(async (folder: string | undefined, options: { readonly json?: boolean }) => {
      const { resolveHome, writeScaffold } = await import("../init/write-scaffold.js");
      const home = folder === undefined ? path.resolve(context.io.folder) : resolveHome(context.io.folder, folder);
      const files = writeScaffold(home);
      const command = nameCommand(context.io.environment, home);
      const next = [
        ...(folder === undefined || home === path.resolve(context.io.folder) ? [] : [`cd ${quote(folder)}`]),
        `${command} doctor`,
        `${command} run --subject test --experimenter me`,
      ];
      const text =
        options.json === true
          ? JSON.stringify({ folder: home, files, next }, undefined, 2)
          : renderWritten(home, files, next);
      context.io.out(`${text}\n`);
    });
}

function renderWritten(home: string, files: readonly string[], next: readonly string[]): string {
  const written = files.map((file) => `  ${path.relative(home, file)}`);
  const steps = next.map((step) => `  $ ${step}`);
  return [`Wrote into ${home}:`, ...written, "", "Next:", ...steps].join("\n");
}
