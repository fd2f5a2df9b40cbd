import { join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { formatBytes } from "@rigline/foundation/quantities";
import { type FileSystem, removeQuietly } from "@rigline/foundation/platform";
import type { ProcessExit } from "../processes/process-exit.js";
import { endEarlier, processFile, rememberProcess } from "./earlier-process.js";
import { fillProgram, isSuccess, nameProgram, showCommand } from "./program.js";
import type { ProgramCall, ProgramFailure, ProgramParts, ProgramResult } from "./program-call.js";
import { programError } from "./program-errors.js";
import { createProgramOutput, MOST_RESULT_BYTES, type ProgramOutput } from "./program-output.js";
import { readProgramJson } from "./read-json.js";

/** On Windows the system ends a program whose launcher is killed; and to ask who it is takes a second there. */
const ENDS_WITH_LAUNCHER = process.platform === "win32";

/**
 * Runs a program to its end and reads its result: the file that RIGLINE_RESULT names, else its whole standard output where
 * that is a JSON object or list. `onFailure` is told the last lines before it throws PROGRAM_FAILED, PROGRAM_ABORTED or
 * PROGRAM_RESULT_INVALID.
 */
export async function performProgram(
  parts: ProgramParts,
  call: ProgramCall,
  onFailure: (failure: ProgramFailure) => void = () => {},
): Promise<ProgramResult> {
  const { config, fileSystem } = parts;
  const { who, program, log } = call;
  const filled = fillProgram(program, config, call.placeholders);
  // First, for it may still write where this one begins anew.
  await endEarlier(parts, call);
  const files = prepareFiles(fileSystem, call);
  log.info(`starting: ${showCommand(filled.command)} (in ${filled.directory})`);
  const output = createProgramOutput(call, log);
  let remembered: Promise<void> | undefined;
  const exit = await parts.processes.run({
    ...filled,
    environment: {
      ...pythonWritesUtf8(config.environment),
      ...call.environment,
      RIGLINE_INPUT: files.input,
      RIGLINE_RESULT: files.result,
      ...filled.environment,
    },
    input: files.text,
    signal: AbortSignal.any([call.signal, output.overflow]),
    ...(program.timeout_seconds === undefined ? {} : { timeoutMs: program.timeout_seconds * 1000 }),
    graceMs: program.grace_seconds * 1000,
    ...(ENDS_WITH_LAUNCHER
      ? {}
      : { onStart: (_pid, identity) => void (remembered = rememberProcess(parts, call, identity)) }),
    onOutput: output.take,
    onLine: output.line,
    onBlock: output.block,
  });
  await remembered;
  removeQuietly(fileSystem, files.process);
  if (exit.leftRunning === true) log.warning(`${who} has left processes running: ${(exit.left ?? []).join(", ")}`);
  try {
    refuseFailure(exit, call, output);
    return readResult(fileSystem, files.result, output, who);
  } catch (error) {
    const lastWords = output.lastWords();
    if (lastWords !== "") onFailure({ lastWords });
    throw error;
  }
}

function refuseFailure(exit: ProcessExit, { who, program }: ProgramCall, output: ProgramOutput): void {
  const name = `${who} (${nameProgram(program.command)})`;
  if (output.overflow.aborted)
    throw programError("PROGRAM_RESULT_INVALID", { what: `${name} was ended: ${messageOf(output.overflow.reason)}` });
  if (exit.reason === "exit" && isSuccess(exit.code, program.success_exit_codes)) return;
  const last = output.lastError();
  const isStarted = exit.reason !== "not-found" && exit.reason !== "failed-to-start";
  throw programError(exit.reason === "cancelled" ? "PROGRAM_ABORTED" : "PROGRAM_FAILED", {
    what: `${name} ${exit.summary}${last === undefined ? "" : `: ${last}`}`,
    ...(isStarted ? {} : { todo: "Fix what is named; `rigline doctor` looks whether it can be started." }),
  });
}

interface ProgramFiles {
  readonly input: string;
  readonly result: string;
  readonly process: string;
  readonly text: string;
}

/** The result of an earlier attempt is none of this one. */
function prepareFiles(fileSystem: FileSystem, { folder, input }: ProgramCall): ProgramFiles {
  const text = `${JSON.stringify(input, undefined, 2)}\n`;
  const files = {
    input: join(folder, "input.json"),
    result: join(folder, "result.json"),
    process: processFile(folder),
  };
  fileSystem.makeFolder(folder);
  fileSystem.remove(files.input);
  fileSystem.remove(files.result);
  fileSystem.writeNew(files.input, Buffer.from(text));
  return { ...files, text };
}

function readResult(fileSystem: FileSystem, file: string, output: ProgramOutput, who: string): ProgramResult {
  const lastWords = output.lastWords();
  if (fileSystem.exists(file)) {
    refuseHuge(fileSystem.stat(file).size, `the result file of ${who}`);
    const bytes = fileSystem.read(file);
    return { result: parse(bytes, `the result file of ${who}`), from: "file", bytes, lastWords };
  }
  const bytes = output.bytes();
  try {
    const result = readProgramJson(bytes);
    if (typeof result === "object" && result !== null) return { result, from: "output", bytes, lastWords };
  } catch {
    // Whoever needs a result says what is wrong with the text.
  }
  return { result: undefined, from: undefined, bytes, lastWords };
}

function refuseHuge(size: number, what: string): void {
  if (size <= MOST_RESULT_BYTES) return;
  throw programError("PROGRAM_RESULT_INVALID", { what: `${what} has ${formatBytes(size)}, and a result has less` });
}

function parse(bytes: Uint8Array, what: string): unknown {
  try {
    return readProgramJson(bytes);
  } catch (error) {
    throw programError("PROGRAM_RESULT_INVALID", { what: `${what} ${messageOf(error)}`, cause: error });
  }
}

/** Else Python on Windows writes the code page of the machine into a pipe. */
function pythonWritesUtf8(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const isSet = Object.keys(environment).some((name) => /^(?:PYTHONIOENCODING|PYTHONUTF8)$/iu.test(name));
  return isSet ? environment : { ...environment, PYTHONIOENCODING: "utf-8" };
}
