import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { readTail } from "@rigline/foundation/logs";
import { makeFolder } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";

/** A daemon's log of months may be large. */
const LAST_BYTES = 64 * 1024;

export interface DetachedCommand {
  /** Program and arguments; no shell, so paths may have spaces. */
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Both outputs are appended to it. */
  readonly logFile: string;
}

export interface StartedProcess {
  readonly pid: number | undefined;
  readonly logFile: string;
  /** Resolves when it has ended, with how: `exited with code 3`; never rejects. Does not keep the launcher alive. */
  readonly ended: Promise<string>;
  /** The last lines of what it wrote. */
  readTail(lines: number): string;
}

/** Starts a program that outlives this process: no console of ours, no pipe to us, nothing that waits for it. */
export async function startDetached({
  command,
  directory,
  environment,
  logFile,
}: DetachedCommand): Promise<StartedProcess> {
  const { execa } = await import("execa");
  makeFolder(dirname(logFile));
  const output = openSync(logFile, "a");
  try {
    const [program, ...args] = command;
    // The types name the first few descriptors; any open one is taken.
    const descriptor = output as 3;
    const child = execa(program, args, {
      cwd: directory,
      env: environment,
      extendEnv: false,
      stdio: ["ignore", descriptor, descriptor],
      detached: true,
      windowsHide: true,
      cleanup: false,
      buffer: false,
      reject: false,
    });
    child.unref();
    return {
      pid: child.pid,
      logFile,
      ended: child.then((result) => result.originalMessage ?? describeEnd(result.exitCode, result.signal), messageOf),
      readTail: (lines) => lastWords(logFile, lines),
    };
  } finally {
    closeSync(output);
  }
}

function describeEnd(code: number | undefined, signal: string | undefined): string {
  return signal === undefined ? `exited with code ${code ?? "unknown"}` : `was ended by ${signal}`;
}

function lastWords(file: string, lines: number): string {
  try {
    const words = readTail(file, { lines, bytes: LAST_BYTES });
    return words.map((line) => line.replace(/\r$/, "")).join("\n");
  } catch {
    mark("watch: a daemon's output that can't be read costs only its words");
    return "";
  }
}
