import { CommanderError } from "commander";
import { EXIT_CODES, renderError, RiglineError } from "@rigline/foundation/errors";
import { createProgram } from "./create-program.js";
import { fitToShow } from "./fit-to-show.js";

/** Runs `rigline-watchdog` with these arguments and returns its exit code (docs/cli/exit-codes.md). */
export async function main(argv: readonly string[]): Promise<number> {
  // Who started us may be gone with the other end of the pipe.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  let exitCode: number = EXIT_CODES.success;
  const program = createProgram((code) => (exitCode = code));
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.success : EXIT_CODES.usage;
    process.stderr.write(`${fitToShow(renderError(error, { verbose: argv.includes("--verbose") }))}\n`);
    return error instanceof RiglineError ? error.exitCode : EXIT_CODES.internal;
  }
}
