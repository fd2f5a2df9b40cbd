import type { Clock, FileSystem, Logger } from "@rigline/foundation/platform";
import type { PlaceholderValues } from "../config/placeholders.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import type { Machine } from "../processes/machine.js";
import type { ProcessRunner } from "../processes/process-exit.js";
import type { Program } from "./program.js";

export interface ProgramParts {
  readonly config: Pick<ResolvedConfig, "values" | "folder" | "environment">;
  readonly processes: ProcessRunner;
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly machine: Machine;
}

/** One run of a program by the contract of docs/programs. */
export interface ProgramCall {
  /** `step weigh`, for messages. */
  readonly who: string;
  readonly program: Program;
  readonly placeholders: PlaceholderValues;
  /** What it finds in its environment beside the rig's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it gets on its standard input, as JSON. */
  readonly input: object;
  /** A folder of its own, for its input and its result; absolute. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Told each line that it prints. */
  readonly onLine?: (line: string) => void;
  /** Whether its standard output is nothing but the result, so that it is not logged line by line. */
  readonly quiet?: boolean;
}

export interface ProgramResult {
  /** Undefined: it gave none. */
  readonly result: unknown;
  /** `file`: into the one that RIGLINE_RESULT names. */
  readonly from: "file" | "output" | undefined;
  /** Of the file, else of all that it printed on its standard output. */
  readonly bytes: Uint8Array;
  /** As of a program that failed, for whoever can't use its result. */
  readonly lastWords: string;
}

/** The end of a program that failed, for the report. */
export interface ProgramFailure {
  /** The last lines that it printed, of standard error where it has any; LF between them. */
  readonly lastWords: string;
}

/** From the kill of a program's process tree to the last of it, in milliseconds. */
export const PROGRAM_KILL_MS = 5000;
