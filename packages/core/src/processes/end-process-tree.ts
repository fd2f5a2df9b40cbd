import { endPosixTree } from "./end-posix-tree.js";
import { endWindowsTree } from "./end-windows-tree.js";
import type { EndOptions, RunningTree } from "./running-tree.js";

/**
 * Ends a child and everything it started: asks politely, waits `graceMs`, then kills what is left. Resolves when the child
 * has exited and nothing of its tree is known to run. Returns whether anything had to be killed.
 */
export async function endProcessTree(tree: RunningTree, options: EndOptions): Promise<{ readonly killed: boolean }> {
  tree.closeInput();
  return options.system.platform === "win32" ? endWindowsTree(tree, options) : endPosixTree(tree, options);
}
