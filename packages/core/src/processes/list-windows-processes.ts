import { type ProcessSystem, windowsTool } from "./process-system.js";

export interface WindowsProcess {
  readonly pid: number;
  readonly parent: number;
  /** When it started, in ticks; together with the id it names a process for good. */
  readonly started: string;
}

const SCRIPT =
  "Get-CimInstance Win32_Process | ForEach-Object { '{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.Ticks }";

/** Every process of the machine; empty when PowerShell can't be run. */
export async function listWindowsProcesses(
  system: ProcessSystem,
  environment: Readonly<Record<string, string>>,
): Promise<readonly WindowsProcess[]> {
  const powershell = windowsTool("WindowsPowerShell\\v1.0\\powershell.exe", environment);
  const { output } = await system.runTool(
    [powershell, "-NoProfile", "-NonInteractive", "-Command", SCRIPT],
    environment,
  );
  return output.split(/\r?\n/).flatMap((line) => {
    const match = /^(\d+) (\d+) (\d+)$/.exec(line.trim());
    if (match === null) return [];
    const [, pid = "", parent = "", started = ""] = match;
    return [{ pid: Number(pid), parent: Number(parent), started }];
  });
}

/** Children, their children, and so on; not the process itself. */
export function descendantsOf(pid: number, all: readonly WindowsProcess[]): readonly WindowsProcess[] {
  const found: WindowsProcess[] = [];
  const parents = [all.find((candidate) => candidate.pid === pid) ?? { pid, parent: 0, started: "0" }];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    const { pid: parentPid, started } = parent;
    // A child is never older than its parent: an older one had a parent whose id was given to this process later.
    const children = all.filter(
      (candidate) =>
        candidate.parent === parentPid &&
        candidate.pid !== pid &&
        BigInt(candidate.started) >= BigInt(started) &&
        !found.includes(candidate),
    );
    found.push(...children);
    parents.push(...children);
  }
  return found;
}
