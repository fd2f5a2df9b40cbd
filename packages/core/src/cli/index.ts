import { readEnvironment } from "../config/environment.js";
import { coreVersion } from "../version.js";
import { processIo, type CommandIo } from "./command-io.js";

/**
 * The `rigline` command. Returns the exit code, from the table of @rigline/foundation; never throws and never calls
 * process.exit. `--version` loads nothing else.
 */
export async function main(argv: readonly string[], io: CommandIo = processIo(readEnvironment())): Promise<number> {
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    io.out(`${coreVersion()}\n`);
    return 0;
  }
  const { runProgram } = await import("./program.js");
  return runProgram(argv, io);
}

export type { CommandIo } from "./command-io.js";
