import { isAbsolute, resolve } from "node:path";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { resolveFrom } from "../config/resolved-config.js";
import { fillConfigPlaceholders, type PlaceholderValues } from "../config/placeholders.js";
import { hideSecrets } from "../config/problems/hide-secrets.js";
import { findScript } from "../processes/find-program.js";
import type { Session } from "../session/session.js";

/** A program as the config names it: the keys that a step, a check, a mapper and an experiment share. */
export interface Program {
  readonly command: readonly string[];
  readonly directory?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout_seconds?: number | undefined;
  readonly grace_seconds: number;
  readonly success_exit_codes: readonly number[];
}

/** The same, with every name filled in: what is started. */
export interface FilledProgram {
  readonly command: readonly [string, ...string[]];
  /** Absolute. */
  readonly directory: string;
  /** What the config adds to the environment. */
  readonly environment: Readonly<Record<string, string>>;
}

type Config = Pick<ResolvedConfig, "values" | "folder">;

/** Fills the names in; relative programs and folders start at the config's folder. */
export function fillProgram(program: Program, config: Config, values: PlaceholderValues): FilledProgram {
  const fill = (text: string): string => fillConfigPlaceholders(text, values);
  const [first = "", ...rest] = program.command.map(fill);
  return {
    command: [locateProgram(first, config.folder), ...rest],
    directory: resolveFrom(config, fill(program.directory ?? ".")),
    environment: Object.fromEntries(Object.entries(program.environment).map(([name, text]) => [name, fill(text)])),
  };
}

/** What is known before there is a session. */
export function placeholdersOfRig(config: Config, rigName: string): PlaceholderValues {
  return {
    rig_name: rigName,
    data_dir: resolveFrom(config, config.values.data_dir),
    config_directory: config.folder,
  };
}

export function placeholdersOfSession(config: Config, session: Session): PlaceholderValues {
  return {
    ...placeholdersOfRig(config, session.rigName),
    session_directory: session.directory,
    session_name: session.name,
    session_date: session.date,
    subject: session.subject,
    experiment: session.experiment,
  };
}

/** A text of the config with the names of a session filled in. */
export function fillText(text: string, config: Pick<ResolvedConfig, "values" | "folder">, session: Session): string {
  return fillConfigPlaceholders(text, placeholdersOfSession(config, session));
}

/** `./bonsai/bonsai.exe` is meant from the config file; a bare `node` is the one that runs Rigline, others are looked up on the PATH. */
export function locateProgram(program: string, folder: string): string {
  const isPath = program.includes("/") || program.includes("\\");
  if (program === "node" || (process.platform === "win32" && /^node(?:\.exe)?$/iu.test(program)))
    return process.execPath;
  return isPath && !isAbsolute(program) ? resolve(folder, program) : program;
}

/** A command as it may be logged: what follows `--token` and the like is left out. */
export function showCommand(command: readonly string[]): string {
  return (hideSecrets(command) as string[]).join(" ");
}

/** What people call it: the script of `uv run map.py`, else the program. */
export function nameProgram(command: readonly string[]): string {
  return findScript(command) ?? command[0] ?? "";
}

/**
 * Exit codes are 32 bits on Windows: what a shell shows there as -1, Node reports as 4294967295. Elsewhere they are 8 bits, and
 * a program that ends with -1 is seen to end with 255. No code is no success.
 */
export function isSuccess(code: number | undefined, successCodes: readonly number[]): boolean {
  return code !== undefined && successCodes.some((success) => success >>> 0 === code >>> 0 || asByte(success) === code);
}

function asByte(code: number): number | undefined {
  return process.platform !== "win32" && code < 0 && code >= -128 ? code & 0xff : undefined;
}
