import type { Clock, FileSystem, ProcessRunner, RunningExperiment } from "@rigline/core";
import {
  END_OF_LOOK,
  parseWindowsLine,
  type ProcessUse,
  readLinuxTree,
  treeOf,
  windowsScript,
} from "./process-table.js";

export interface LookParts {
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
  readonly processes: ProcessRunner;
  readonly environment: Readonly<Record<string, string>>;
  readonly experiment: RunningExperiment;
  /** Absolute; where a program is started. */
  readonly directory: string;
}

/** Calls back with the experiment's tree, every so many seconds while it runs, until the signal aborts. */
export async function lookAgainAndAgain(
  parts: LookParts,
  platform: NodeJS.Platform,
  seconds: number,
  signal: AbortSignal,
  onLook: (tree: readonly ProcessUse[]) => void,
): Promise<void> {
  if (platform === "win32") return lookOnWindows(parts, seconds, signal, onLook);
  while (!signal.aborted) {
    const { pid } = parts.experiment;
    const tree = pid === undefined ? [] : readLinuxTree(parts.fileSystem, pid);
    if (tree.length > 0) onLook(tree);
    await parts.clock.sleep(seconds * 1000, signal).catch(() => undefined);
  }
}

async function lookOnWindows(
  { processes, environment, experiment, directory }: LookParts,
  seconds: number,
  signal: AbortSignal,
  onLook: (tree: readonly ProcessUse[]) => void,
): Promise<void> {
  let all: ProcessUse[] = [];
  await processes.run({
    command: ["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", windowsScript(seconds)],
    directory,
    environment,
    signal,
    graceMs: 0,
    onLine: (line, stream) => {
      if (stream === "stderr") return;
      const use = parseWindowsLine(line);
      if (use !== undefined) all.push(use);
      if (line.trim() !== END_OF_LOOK) return;
      const { pid } = experiment;
      const tree = pid === undefined ? [] : treeOf(pid, all);
      all = [];
      if (tree.length > 0) onLook(tree);
    },
  });
}
