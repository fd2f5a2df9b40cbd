import { isNothing, systemCodeOf } from "@rigline/foundation/platform";
import { formatDuration } from "@rigline/foundation/quantities";
import { statSync } from "node:fs";
import { explainUnfit, lookUpProgram } from "./find-program.js";
import type { ProcessExit, ProcessRequest } from "./process-exit.js";

/** The end of a process that did start. */
export interface ProcessEnding {
  readonly reason: "exit" | "signal" | "timeout" | "cancelled";
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** The tree outlived its grace and was killed. */
  readonly killed: boolean;
}

/** What Windows reports as the exit code of a program that did not end by itself. */
const WINDOWS_STATUS: Readonly<Record<number, string>> = {
  0xc0000005: "access violation",
  0xc00000fd: "stack overflow",
  0xc0000135: "a DLL was not found",
  0xc0000139: "a DLL has not the expected function",
  0xc000013a: "ended by Ctrl+C or by closing its window",
  0xc0000142: "a DLL failed to start",
  0xc0000374: "heap corruption",
  0xc0000409: "stack buffer overrun, or it ended itself by abort()",
};

/** Codes from -256 up, without their sign: given by a program, where statuses of the system lie lower. */
const SMALL_NEGATIVES = 0xffffff00;

/** One sentence for people, to follow the program's name. */
export function describeExit(ending: ProcessEnding): ProcessExit["summary"] {
  const end = ending.killed ? "was killed after its grace period" : describeEnd(ending);
  if (ending.reason === "timeout") return `ran longer than ${formatDuration(ending.timeoutMs ?? 0)} and ${end}`;
  if (ending.reason === "cancelled") return `was cancelled and ${end}`;
  return end;
}

function describeEnd({ code, signal }: ProcessEnding): string {
  if (code === undefined) return `was ended by ${signal ?? "an unknown signal"}`;
  if (code < 0x80000000) return `exited with code ${code}`;
  // As the program gave it, and as a shell on Windows shows it.
  if (code >= SMALL_NEGATIVES) return `exited with code ${code | 0} (${code} without its sign)`;
  const status = WINDOWS_STATUS[code];
  return `exited with code ${code} (0x${code.toString(16).toUpperCase()}${status === undefined ? "" : `, ${status}`})`;
}

export type StartFailure = Pick<ProcessExit, "reason" | "summary">;

/** What is already known to be wrong before a start; undefined when it may be tried. */
export function checkStart(
  request: Pick<ProcessRequest, "command" | "directory" | "environment">,
  platform: NodeJS.Platform,
): StartFailure | undefined {
  const folder = checkFolder(request.directory);
  if (folder !== undefined) return failedToStart(folder);
  if (platform !== "win32") return undefined;
  const [program, ...args] = request.command;
  const found = lookUpProgram(program, { ...request, platform });
  if (found.unfit !== undefined) return failedToStart(describeUnfit(found.unfit, platform));
  if (found.program === undefined) return notFound(program);
  const objection = batchObjection(found.program, args);
  return objection === undefined ? undefined : failedToStart(objection);
}

/**
 * Why a batch file of Windows must not get these arguments: cmd.exe reads the line anew, and behind a quote of an argument's
 * own the rest would be taken for commands (CVE-2024-24576). Undefined for other programs.
 */
export function batchObjection(program: string, args: readonly string[]): string | undefined {
  if (!/\.(?:cmd|bat)$/iu.test(program)) return undefined;
  const unsafe = args.find((argument) => /["\r\n]/u.test(argument));
  return unsafe === undefined
    ? undefined
    : `an argument of a batch file can hold no quote and no line break, because cmd.exe would run what follows it: ${JSON.stringify(unsafe)}`;
}

function describeUnfit(file: string, platform: NodeJS.Platform): string {
  const { why, todo } = explainUnfit(file, platform);
  return `${file} ${why}. ${todo}`;
}

/** What a failed start means: the system says ENOENT for a missing program, folder and interpreter alike. */
export function explainStartFailure(
  request: ProcessRequest,
  error: { readonly code?: string | undefined; readonly message: string },
  platform: NodeJS.Platform,
): StartFailure {
  const [program] = request.command;
  const folder = checkFolder(request.directory);
  if (folder !== undefined) return failedToStart(folder);
  if (isNothing(error)) {
    const { program: found, unfit } = lookUpProgram(program, { ...request, platform });
    if (unfit !== undefined) return failedToStart(describeUnfit(unfit, platform));
    if (found === undefined) return notFound(program);
    return failedToStart(`${found} is there, but the interpreter that its first line names is not`);
  }
  if (error.code === "EACCES" || error.code === "EPERM") {
    return failedToStart(`this user may not execute ${program} (${error.code})`);
  }
  return failedToStart(error.message);
}

function notFound(program: string): StartFailure {
  return { reason: "not-found", summary: `could not be found: ${program}` };
}

function failedToStart(why: string): StartFailure {
  return { reason: "failed-to-start", summary: `could not be started: ${why}` };
}

function checkFolder(directory: string): string | undefined {
  try {
    return statSync(directory).isDirectory() ? undefined : `the working folder ${directory} is not a folder`;
  } catch (error) {
    return isNothing(error)
      ? `the working folder ${directory} does not exist`
      : `the working folder ${directory} can't be read (${systemCodeOf(error)})`;
  }
}
