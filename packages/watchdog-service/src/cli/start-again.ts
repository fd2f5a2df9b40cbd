import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { readVariables } from "../config/environment.js";

type Command = readonly [string, ...string[]];

/**
 * What starts a daemon of this installation, best first. On Windows that is the program of its own name, if it is there: whoever
 * looks for the daemon in the list of programs, as clabe does, finds the new one as he did the old.
 */
export function daemonCommands(script: string, platform: NodeJS.Platform = process.platform): readonly Command[] {
  const own = join(dirname(script), "rigline-watchdog.exe");
  const byNode: Command = [process.execPath, script];
  return platform === "win32" && existsSync(own) ? [[own], byNode] : [byNode];
}

interface Output {
  readonly directory: string;
  /** An open file; both outputs go to it. */
  readonly output: number;
}

/** Starts the first of these that the system starts, to outlive this process. Undefined: none. */
export async function startAgain(
  commands: readonly Command[],
  args: readonly string[],
  { directory, output }: Output,
): Promise<ChildProcess | undefined> {
  for (const [program, ...before] of commands) {
    const child = spawn(program, [...before, ...args], {
      cwd: directory,
      detached: true,
      // It is to run by the Node that runs here, whichever the PATH has.
      env: { ...readVariables(), WATCHDOG_NODE: process.execPath },
      stdio: ["ignore", output, output],
      windowsHide: true,
    });
    child.unref();
    try {
      await once(child, "spawn");
      return child;
    } catch {
      mark("restart: a program that may not be started is done without");
    }
  }
  return undefined;
}
