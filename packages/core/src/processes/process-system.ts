import { win32 } from "node:path";
import { hasRunningMember, listRunningMembers } from "./has-running-member.js";

/** What ending a process tree needs of the system, behind a port: the Windows half is tested on any system. */
export interface ProcessSystem {
  readonly platform: NodeJS.Platform;
  /** Sends a signal to every process of a group. POSIX only. */
  signalGroup(group: number, signal: NodeJS.Signals): void;
  /** Whether anything of a group still runs. POSIX only. */
  groupIsAlive(group: number): boolean;
  /** What of it runs, by id; none where the system does not say (all but Linux). */
  listGroup(group: number): readonly number[];
  /** Runs a system tool to its end; never rejects. The code is undefined when it could not be started. */
  runTool(
    command: readonly [string, ...string[]],
    environment: Readonly<Record<string, string>>,
  ): Promise<{ readonly code: number | undefined; readonly output: string }>;
}

/** A tool that takes longer than this is no help in ending a process. */
const TOOL_TIMEOUT_MS = 10_000;

export function createProcessSystem(platform: NodeJS.Platform): ProcessSystem {
  return {
    platform,
    signalGroup: (group, signal) => void signalIfThere(-group, signal),
    groupIsAlive: (group) => signalIfThere(-group, 0) && hasRunningMember(group, platform),
    listGroup: (group) => listRunningMembers(group, platform),
    runTool: async (command, environment) => {
      const { execa } = await import("execa");
      const [file, ...args] = command;
      const result = await execa(file, args, {
        env: environment,
        extendEnv: false,
        stdin: "ignore",
        reject: false,
        timeout: TOOL_TIMEOUT_MS,
        maxBuffer: 10_000_000,
      });
      return { code: result.exitCode, output: result.stdout };
    },
  };
}

function signalIfThere(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // EPERM: it is there, and not ours to signal.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The full path of a tool of Windows itself, so that a program of that name in the working folder is not run instead. */
export function windowsTool(path: string, environment: Readonly<Record<string, string>>): string {
  const key = Object.keys(environment).find((name) => name.toUpperCase() === "SYSTEMROOT");
  return win32.join((key === undefined ? undefined : environment[key]) ?? "C:\\Windows", "System32", path);
}
