import type { EndOptions, RunningTree } from "./running-tree.js";

/** No event tells that a process group is empty, so it is asked. */
const ASK_EVERY_MS = 25;

/** How long a killed group may take to vanish; a process that waits for a dead disk can't be killed at all. */
const VANISH_MS = 2000;

/**
 * The child leads a process group of its own. SIGINT goes first, as Ctrl+C at a terminal would send it: Python runs its
 * `finally` blocks on it, and not on SIGTERM. What is left of the group after the grace period gets SIGKILL.
 */
export async function endPosixTree(tree: RunningTree, options: EndOptions): Promise<{ readonly killed: boolean }> {
  const { system, graceMs } = options;
  system.signalGroup(tree.pid, "SIGINT");
  if (await groupIsGone(tree, options, graceMs)) return { killed: false };
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
