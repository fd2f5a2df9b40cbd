import { readdirSync, readFileSync } from "node:fs";
import type { Clock } from "@rigline/foundation/platform";

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

/** Of a process, what `/proc/<pid>/stat` says. */
export interface LinuxStat {
  readonly state: string;
  readonly group: number;
  /** Of the start, since the boot. */
  readonly ticks: number;
}

/** Undefined when there is no such process, or this user may not look. */
export function readStat(pid: number | string): LinuxStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // `pid (name) state parent group …`; the name may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", group: Number(fields[2]), ticks: Number(fields[19]) };
  } catch {
    return undefined;
  }
}

/**
 * Whether a process group that answers signal 0 has a member that still runs. Processes that have ended and that nobody
 * has reaped (in a container without an init process) answer too; Linux tells them apart.
 */
function hasRunningMember(group: number, platform: NodeJS.Platform): boolean {
  return platform === "linux" ? listRunningMembers(group, platform).length > 0 : true;
}

/** Their ids; none where the system does not list them (all but Linux). */
function listRunningMembers(group: number, platform: NodeJS.Platform): readonly number[] {
  if (platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isRunningMember(name, group))
    .map(Number);
}

function isRunningMember(pid: string, group: number): boolean {
  const stat = readStat(pid);
  return stat !== undefined && stat.group === group && stat.state !== "Z" && stat.state !== "X";
}

/** A running child, as far as ending it needs to know it. */
export interface RunningTree {
  readonly pid: number;
  /** Resolves when the child itself (not what it started) has exited. */
  readonly exited: Promise<unknown>;
  closeInput(): void;
  /** Ends the child alone, at once. */
  killChild(): void;
  readonly environment: Readonly<Record<string, string>>;
}

export interface EndOptions {
  readonly graceMs: number;
  readonly clock: Clock;
  readonly system: ProcessSystem;
}
