import type { EndOptions, RunningTree } from "./running-tree.js";
import { descendantsOf, listWindowsProcesses, type WindowsProcess } from "./list-windows-processes.js";
import { type ProcessSystem, windowsTool } from "./process-system.js";

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
    if (!ended) tree.killChild();
    await tree.exited;
  }
  const left = await stillRunning(await before, tree, system);
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
