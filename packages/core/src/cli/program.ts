import { Command, CommanderError } from "commander";
import {
  describeError,
  EXIT_CODES,
  explainMistake,
  isAnswered,
  renderFailure,
  renderMistake,
  RiglineError,
  usageError,
} from "@rigline/foundation/errors";
import { coreVersion } from "../version.js";
import type { CommandContext } from "./command-context.js";
import type { CommandIo } from "./command-io.js";
import { addCleanCommand } from "./clean-command.js";
import { addCompletionCommand } from "./completion-command.js";
import { addConfigCommand } from "./config-command.js";
import { addDoctorCommand } from "./doctor-command.js";
import { GatedContext } from "./gated-context.js";
import { addHandOffCommand } from "./handoff-command.js";
import { addInitCommand } from "./init-command.js";
import { addManifestCommand } from "./manifest-command.js";
import { addNotifyCommand } from "./notify-command.js";
import { addPageCommand } from "./page-command.js";
import { addPauseCommands } from "./pause-command.js";
import { addPluginsCommand } from "./plugins-command.js";
import { addResumeCommand } from "./resume-command.js";
import { addRunCommand } from "./run-command.js";
import { addSessionsCommand } from "./sessions-command.js";
import { addStatusCommand } from "./status-command.js";
import { addSweepCommand } from "./sweep-command.js";

/** Parses the command line, runs one command, and turns whatever happens into output and an exit code. */
export async function runProgram(argv: readonly string[], console: CommandIo): Promise<number> {
  const context = new GatedContext(console, argv.includes("--json"));
  const program = buildProgram(context).hook("preAction", async (_program, command) => {
    // Its scripts are our own words.
    if (command.name() !== "completion") await context.open();
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && isAnswered(error, program, argv)) return EXIT_CODES.success;
    await context.open();
    if (!(error instanceof CommanderError)) return reportFailure(error, argv, context.io);
    return reportMistake(error, program, argv, context.io);
  }
}

export function buildProgram(context: CommandContext): Command {
  const program = new Command("rigline")
    .description("Run the experiment, and the data hands itself off.")
    .version(coreVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.io.out(text),
      writeErr: (text) => context.io.err(text),
      // Told at the end, with what was meant.
      outputError: () => undefined,
    })
    .addHelpText("after", EXAMPLES);
  for (const add of COMMANDS) add(program, context);
  return program;
}

const COMMANDS = [
  addRunCommand,
  addResumeCommand,
  addDoctorCommand,
  addStatusCommand,
  addPageCommand,
  addPauseCommands,
  addSessionsCommand,
  addHandOffCommand,
  addSweepCommand,
  addCleanCommand,
  addManifestCommand,
  addPluginsCommand,
  addNotifyCommand,
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
  $ rigline status                         say where each session's data stand
  $ rigline page                           the same in the browser, live
  $ rigline clean --older-than 14d         make room: delete at the rig what is safe elsewhere
  $ rigline resume                         finish what the last session left unfinished
  $ rigline config explain data_dir        say where a value comes from`;

function reportMistake(error: CommanderError, program: Command, argv: readonly string[], io: CommandIo): number {
  const mistake = explainMistake(error, program, argv);
  reportAsJson(usageError("CLI_USAGE", mistake), argv, io);
  // Without any command, commander has shown the help.
  if (argv.length > 0) io.err(`${renderMistake(mistake)}\n`);
  return EXIT_CODES.usage;
}

function reportFailure(error: unknown, argv: readonly string[], io: CommandIo): number {
  const options = { verbose: argv.includes("--verbose") || argv.includes("-v") };
  reportAsJson(error, argv, io);
  io.err(`${renderFailure(error, options)}\n`);
  return exitCodeOf(error);
}

function reportAsJson(error: unknown, argv: readonly string[], io: CommandIo): void {
  if (!argv.includes("--json")) return;
  io.out(`${JSON.stringify({ error: describeError(error), exitCode: exitCodeOf(error) }, undefined, 2)}\n`);
}

function exitCodeOf(error: unknown): number {
  return error instanceof RiglineError ? error.exitCode : EXIT_CODES.internal;
}
