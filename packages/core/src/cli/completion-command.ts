import { Argument, type Command } from "commander";
import { describeCall } from "../completion/shell-call.js";
import { shellScript } from "../completion/shell-scripts.js";
import { type Shell, SHELLS } from "../completion/shells.js";
import type { CommandContext } from "./command-context.js";

export function addCompletionCommand(program: Command, context: CommandContext): void {
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "your shell").choices(SHELLS))
    .description("print the script that teaches a shell to complete rigline's commands, options, keys and sessions")
    .addHelpText(
      "after",
      "\nExamples:\n  $ source <(rigline completion bash)\n  $ rigline completion fish > ~/.config/fish/completions/rigline.fish\n  $ rigline completion powershell | Out-String | Invoke-Expression",
    )
    .action((shell: Shell) => {
      const { folder, environment } = context.io;
      const [, script] = process.argv;
      context.io.out(shellScript(shell, describeCall({ environment, folder, program: process.execPath, script })));
    });
  program
    .command("__complete", { hidden: true })
    .argument("[words...]", "the words after `rigline`, the one at the cursor last")
    .option("--current <text>", "the word at the cursor, for shells that can't pass an empty one")
    .option("--quoted", "the words are as they stand on the line, with bash's quotes")
    .action(async (given: readonly string[], { current, quoted = false }: CompleteOptions) => {
      const { completeWords } = await import("../completion/complete-words.js");
      const { rigSources } = await import("../completion/rig-sources.js");
      const { loadDefinitions } = await import("./load-definitions.js");
      const { guardProcess } = await import("../plugins/process-guard.js");
      const { readLineOptions } = await import("../completion/line-options.js");
      const { unquoteWord } = await import("../completion/line-options.js");
      const { folder, environment } = context.io;
      const words = quoted ? given.map(unquoteWord) : given;
      const line = current === undefined ? words : [...words, current];
      // Silent: a shell can't show what is wrong with a plugin.
      const guard = guardProcess({ onStray: () => undefined, plugins: () => [] });
      try {
        const request = { folder, environment, ...readLineOptions(line.slice(0, -1)) };
        const sources = rigSources(request, (resolved) => loadDefinitions(resolved, guard));
        const found = await completeWords(program, line, sources);
        context.io.out(found.map(({ value, description }) => `${value}\t${description}\n`).join(""));
      } finally {
        guard[Symbol.dispose]();
      }
    });
}

interface CompleteOptions {
  readonly current?: string;
  readonly quoted?: boolean;
}
