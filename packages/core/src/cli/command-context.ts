import { EXIT_CODES } from "@rigline/foundation/errors";
import type { Redactor } from "@rigline/foundation/redaction";
import type { Command } from "commander";
import type { LoadConfigOptions } from "../config/load-config-options.js";
import type { CommandIo } from "./command-io.js";

/** What every command gets: the borders of the process, and where to leave its exit code. */
export interface CommandContext {
  readonly io: CommandIo;
  /** The gate before all that is printed; who reads a config tells it what is secret there. */
  readonly redactor: Redactor;
  exitCode: number;
}

/** For what a command runs beside its own: with an exit code of its own, and standard output as `out` has it. */
export function contextAside({ io, redactor }: CommandContext, out: (text: string) => void): CommandContext {
  return { redactor, io: { ...io, out }, exitCode: EXIT_CODES.success };
}

/** Refuses an option's argument as commander's own parsers do, where more has to be loaded to judge it. */
export function refuseArgument(command: Command, option: string, argument: string, expected: string): never {
  return command.error(`error: option '${option}' argument '${argument}' is invalid. ${expected}`, {
    code: "commander.invalidArgument",
  });
}

/** The options that every command which reads the config has. */
export interface CommonOptions {
  readonly config?: string;
  readonly clabeYml?: string;
  /** Absent when not given: a default would stand in the help. */
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option("-c, --config <file>", "the config file; found from the working folder upwards when absent")
    .option("--clabe-yml <file>", "a further clabe.yml, which ranks below local/clabe.yml")
    .option("--set <key=value>", "set any config key, such as experiment.timeout_seconds=60 (repeatable)", collect)
    .option("--json", "print one JSON document on standard output")
    .option(
      "-v, --verbose",
      "more of the log on the console, each line of the experiment too; stack traces with errors",
    )
    .option("-q, --quiet", "no progress and no warnings; what the command prints, and errors, stay");
}

export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** Of them, what says which files are read. */
export function namedFiles({ config, clabeYml }: CommonOptions): Pick<LoadConfigOptions, "file" | "clabeFile"> {
  return {
    ...(config === undefined ? {} : { file: config }),
    ...(clabeYml === undefined ? {} : { clabeFile: clabeYml }),
  };
}
