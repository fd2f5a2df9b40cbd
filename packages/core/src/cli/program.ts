import { Command, CommanderError } from "commander";
import { EXIT_CODES, messageOf, renderError, RiglineError } from "../errors/index.js";
import { coreVersion } from "../version.js";
import { cliError } from "./cli-errors.js";
import type { CommandContext } from "./command-context.js";
import type { CommandIo } from "./command-io.js";
import { addCompletionCommand } from "./completion-command.js";
import { addConfigCommand } from "./config-command.js";
import { addDoctorCommand } from "./doctor-command.js";
import { addInitCommand } from "./init-command.js";
import { addPluginsCommand } from "./plugins-command.js";
import { addResumeCommand } from "./resume-command.js";
import { addRunCommand } from "./run-command.js";
import { addSessionsCommand } from "./sessions-command.js";

/** Parses the command line, runs one command, and turns whatever happens into output and an exit code. */
export async function runProgram(argv: readonly string[], io: CommandIo): Promise<number> {
  const context: CommandContext = { io, exitCode: EXIT_CODES.success };
  try {
    await buildProgram(context).parseAsync(argv, { from: "user" });
    return context.exitCode;
  } catch (error) {
    return reportFailure(error, argv, io);
  }
}

export function buildProgram(context: CommandContext): Command {
  const { io } = context;
  const program = new Command("rigline")
    .description("Run the experiment, and the data hands itself off.")
    .version(coreVersion())
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .showHelpAfterError("(rigline --help lists the commands, rigline <command> --help their options)")
    .addHelpText("after", EXAMPLES);
  for (const add of COMMANDS) add(program, context);
  return program;
}

const COMMANDS = [
  addRunCommand,
  addResumeCommand,
  addDoctorCommand,
  addSessionsCommand,
  addPluginsCommand,
  addConfigCommand,
  addInitCommand,
  addCompletionCommand,
];

const EXAMPLES = `
Examples:
  $ rigline init my-rig                    write a config, a first plugin and a tiny experiment that run at once
  $ rigline run --subject 614173           run one session and hand its data off
  $ rigline run --dry-run                  show the hooks and runners that would run
  $ rigline doctor                         check the rig without opening a session
  $ rigline resume                         finish what the last session left unfinished
  $ rigline config explain data_dir        say where a value comes from`;

function reportFailure(error: unknown, argv: readonly string[], io: CommandIo): number {
  // Help and version are no failures.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.success;
  const failure = error instanceof CommanderError ? usageError(error) : error;
  const exitCode = failure instanceof RiglineError ? failure.exitCode : EXIT_CODES.internal;
  if (argv.includes("--json")) io.out(`${JSON.stringify({ error: describe(failure), exitCode }, undefined, 2)}\n`);
  // Commander has printed its own message by now.
  if (error instanceof CommanderError) return exitCode;
  io.err(`${renderError(error, { verbose: argv.includes("--verbose") || argv.includes("-v") })}\n`);
  return exitCode;
}

function usageError({ message }: CommanderError): RiglineError {
  return cliError("CLI_USAGE", { what: message.replace(/^error: /, "").replaceAll("\n", " ") });
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof RiglineError)) return { message: messageOf(error) };
  const { code, message, where, why, todo } = error;
  return { code, message, where, why, todo };
}
