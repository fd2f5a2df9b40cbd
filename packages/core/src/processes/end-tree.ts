import { mark } from "@rigline/foundation/marks";
import type { EndOptions, ProcessSystem, RunningTree } from "./process-system.js";
import { endWindowsTree } from "./windows-processes.js";

/**
 * Ends a child and everything it started: asks politely, waits `graceMs`, then kills what is left. Resolves when the child
 * has exited and nothing of its tree is known to run. Returns whether anything had to be killed.
 */
export async function endProcessTree(tree: RunningTree, options: EndOptions): Promise<{ readonly killed: boolean }> {
  tree.closeInput();
  return options.system.platform === "win32" ? endWindowsTree(tree, options) : endPosixTree(tree, options);
}

/** No event tells that a process group is empty, so it is asked. */
const ASK_EVERY_MS = 25;

/** How long a killed group may take to vanish; a process that waits for a dead disk can't be killed at all. */
const VANISH_MS = 2000;

/**
 * The child leads a process group of its own. SIGINT goes first, as Ctrl+C at a terminal would send it: Python runs its
 * `finally` blocks on it, and not on SIGTERM. What is left of the group after the grace period gets SIGKILL.
 */
async function endPosixTree(tree: RunningTree, options: EndOptions): Promise<{ readonly killed: boolean }> {
  const { system, graceMs } = options;
  system.signalGroup(tree.pid, "SIGINT");
  if (await groupIsGone(tree, options, graceMs)) return { killed: false };
  mark("process: a tree that outlives its grace is killed");
  system.signalGroup(tree.pid, "SIGKILL");
  await groupIsGone(tree, options, VANISH_MS);
  return { killed: true };
}

async function groupIsGone(tree: RunningTree, { system, clock }: EndOptions, withinMs: number): Promise<boolean> {
  const deadline = clock.monotonic() + withinMs;
  while (system.groupIsAlive(tree.pid)) {
    const left = deadline - clock.monotonic();
    if (left <= 0) return false;
    await clock.sleep(Math.min(ASK_EVERY_MS, left));
  }
  await tree.exited;
  return true;
}

/**
 * Asks the tree to end when the launcher itself exits with the child still running (a plugin that calls process.exit).
 * Windows does it by itself for the child. Nothing can do it for a launcher that is killed: see docs/processes.
 */
export function endWithLauncher(pid: number, system: ProcessSystem): () => void {
  if (system.platform === "win32") return () => undefined;
  const onExit = (): void => system.signalGroup(pid, "SIGINT");
  process.once("exit", onExit);
  return () => process.removeListener("exit", onExit);
}
