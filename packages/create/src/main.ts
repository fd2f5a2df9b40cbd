import { addStarterOptions, type CommandIo, openStarterUi, processIo, readEnvironment } from "@rigline/core/init";
import {
  EXIT_CODES,
  explainMistake,
  isAnswered,
  renderFailure,
  renderMistake,
  RiglineError,
} from "@rigline/foundation/errors";
import { packageVersion } from "@rigline/foundation/paths";
import { Command, CommanderError } from "commander";
import { createRig, type CreateOptions } from "./create-rig.js";

const FOLDER = "my-rig";

/** `npm create rigline [folder]`. Returns the exit code, from the table of the foundation; never throws. */
export async function main(argv: readonly string[], io: CommandIo = processIo(readEnvironment())): Promise<number> {
  let exitCode: number = EXIT_CODES.success;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (isAnswered(error, program, argv)) return EXIT_CODES.success;
      io.err(`${renderMistake(explainMistake(error, program, argv))}\n`);
      return EXIT_CODES.usage;
    }
    io.err(`${renderFailure(error)}\n`);
    return error instanceof RiglineError ? error.exitCode : EXIT_CODES.internal;
  }
}

function buildProgram(io: CommandIo, end: (exitCode: number) => void): Command {
  const program = new Command("create-rigline")
    .description("Make a rig in a folder of its own, which keeps the version that it was made with.")
    .argument("[folder]", "of the new rig; asked for when absent")
    .version(packageVersion(import.meta.url))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      // Told at the end, with what was meant.
      outputError: () => undefined,
    });
  return addStarterOptions(program)
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string | undefined, options: CreateOptions) => {
      end(await createRig(io, folder ?? (await askFolder(io, options)), options));
    });
}

const EXAMPLES = `
Examples:
  $ npm create rigline@latest my-rig
  $ npm create rigline@latest rig-2 -- --destination //server/data --project-name "Dynamic Routing" --no-input`;

function askFolder(io: CommandIo, { input }: CreateOptions): Promise<string> {
  const ui = openStarterUi({ input: io.input, output: io.errorOutput, noInput: !input });
  return ui.text({ key: "folder", message: "In which folder?", initial: FOLDER, fallback: FOLDER });
}
