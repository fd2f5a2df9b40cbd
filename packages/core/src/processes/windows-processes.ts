import { windowsTool } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
import { type EndOptions, type ProcessSystem, type RunningTree } from "./process-system.js";

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

/**
 * Windows has no signals. A program with windows is asked to close them, a console program sees that its standard input
 * was closed; after the grace period the tree is ended. Once the child has exited, the system no longer knows what
 * belonged to it: its descendants are therefore noted while it still runs.
 */
export async function endWindowsTree(tree: RunningTree, options: EndOptions): Promise<{ readonly killed: boolean }> {
  const { system, graceMs, clock } = options;
  const before = listWindowsProcesses(system, tree.environment).then((all) => descendantsOf(tree.pid, all));
  await taskkill(tree, system, ["/PID", String(tree.pid), "/T"]);
  const waiting = new AbortController();
  const exitedInTime = await Promise.race([
    tree.exited.then(() => true),
    clock.sleep(graceMs, waiting.signal).then(
      () => false,
      () => true,
    ),
  ]);
  waiting.abort();
  if (!exitedInTime) {
    const ended = await taskkill(tree, system, ["/PID", String(tree.pid), "/T", "/F"]);
    if (!ended) {
      mark("process: a child that taskkill can't end is ended by itself");
      tree.killChild();
    }
    await tree.exited;
  }
  const left = await stillRunning(await before, tree, system);
  if (left.length > 0) mark("process: descendants that outlived their parent are ended");
  if (left.length > 0) await taskkill(tree, system, [...left.flatMap(({ pid }) => ["/PID", String(pid)]), "/T", "/F"]);
  return { killed: !exitedInTime || left.length > 0 };
}

/** The start time keeps a process that was given a freed id from being taken for the old one. */
async function stillRunning(
  noted: readonly WindowsProcess[],
  tree: RunningTree,
  system: ProcessSystem,
): Promise<readonly WindowsProcess[]> {
  if (noted.length === 0) return [];
  const now = await listWindowsProcesses(system, tree.environment);
  return noted.filter(({ pid, started }) => now.some((other) => other.pid === pid && other.started === started));
}

async function taskkill(tree: RunningTree, system: ProcessSystem, args: readonly string[]): Promise<boolean> {
  const { code } = await system.runTool([windowsTool("taskkill.exe", tree.environment), ...args], tree.environment);
  return code === 0;
}
