import type { Command } from "commander";

export type OnExit = (code: number) => void;

interface ConfigOptions {
  readonly config?: string;
}

/** A command that works by a watch config; `byConfig` makes its action. `examples`: shown below its help. */
export function configCommand(parent: Command, name: string, description: string, examples: string): Command {
  return parent
    .command(name)
    .description(description)
    .option("-c, --config <file>", "the watch config")
    .option("--verbose", "print stack traces")
    .addHelpText("after", `\n${examples}`);
}

/** What `run` returns is the exit code. `words`: the command's arguments. Options may stand before the command's name too. */
export function byConfig<Options extends object>(
  onExit: OnExit,
  run: (config: string, options: Options, words: readonly string[], command: Command) => Promise<number>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<Options & ConfigOptions>();
    onExit(await run(required(command, options.config), options, command.args, command));
  };
}

/** Not commander's own required option: the main command's would be asked of the others as well. */
export function required(command: Command, config: string | undefined): string {
  return config ?? command.error("error: the option -c, --config <file> is needed: which watch config?");
}
