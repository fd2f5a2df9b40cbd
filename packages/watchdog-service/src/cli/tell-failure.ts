import {
  describeError,
  EXIT_CODES,
  explainMistake,
  renderError,
  renderMistake,
  RiglineError,
  usageError,
} from "@rigline/foundation/errors";
import { type Command, CommanderError } from "commander";
import { fitJson, fitToShow } from "./fit-to-show.js";

/**
 * Tells people why a command came to nothing, and with --json programs too: as the command's one document or, of the daemon itself,
 * which prints an event a line, as its last line. Returns the exit code.
 */
export function tellFailure(error: unknown, program: Command, argv: readonly string[]): number {
  const isMistake = error instanceof CommanderError;
  const mistake = isMistake ? explain(error, program, argv) : undefined;
  const coded = mistake === undefined ? error : usageError("CLI_USAGE", mistake);
  const exitCode = coded instanceof RiglineError ? coded.exitCode : EXIT_CODES.internal;
  if (argv.includes("--json")) {
    const indent = isDaemon(program, argv) ? undefined : 2;
    process.stdout.write(`${fitJson({ error: describeError(coded), exitCode }, indent)}\n`);
  }
  const told =
    mistake === undefined ? renderError(error, { verbose: argv.includes("--verbose") }) : renderMistake(mistake);
  process.stderr.write(`${fitToShow(told)}\n`);
  return exitCode;
}

/** No command is named. */
function isDaemon({ commands }: Command, argv: readonly string[]): boolean {
  return !commands.some((command) => [command.name(), ...command.aliases()].some((name) => argv.includes(name)));
}

function explain(error: CommanderError, program: Command, argv: readonly string[]): ReturnType<typeof explainMistake> {
  const mistake = explainMistake(error, program, argv);
  const theirs = error.code === "commander.unknownOption" ? argv.filter((word) => OF_THE_SERVICE.has(word)) : [];
  if (theirs.length === 0) return mistake;
  const instead = theirs.map((word) => `${theirs.length === 1 ? "" : `${word}: `}${OF_THE_SERVICE.get(word)}`);
  return { ...mistake, what: `${mistake.what}, which is aind-watchdog-service's: ${instead.join("; ")}` };
}

/** What aind-watchdog-service 0.1.5 to 0.1.9 are started with beside `-c`, and what does the same here. */
const OF_THE_SERVICE: ReadonlyMap<string, string> = new Map([
  ["-v", "--version"],
  ["-f", "write `flag_dir` into the watch config"],
  ["--flag-dir", "write `flag_dir` into the watch config"],
  ["-m", "write `manifest_complete` into the watch config"],
  ["--manifest-complete", "write `manifest_complete` into the watch config"],
  ["-w", "write `webhook_url` into the watch config"],
  ["--webhook-url", "write `webhook_url` into the watch config"],
  [
    "--test",
    "`rigline doctor --send-test` sends a test session the whole way, and `rigline-watchdog check FILE…` looks at manifests",
  ],
]);
