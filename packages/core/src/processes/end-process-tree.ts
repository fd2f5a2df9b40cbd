import type { Clock } from "../platform/clock.js";
import { endPosixTree } from "./end-posix-tree.js";
import { endWindowsTree } from "./end-windows-tree.js";
import type { ProcessSystem } from "./process-system.js";

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

/**
 * Ends a child and everything it started: asks politely, waits `graceMs`, then kills what is left. Resolves when the child
 * has exited and nothing of its tree is known to run. Returns whether anything had to be killed.
 */
export async function endProcessTree(tree: RunningTree, options: EndOptions): Promise<{ readonly killed: boolean }> {
  tree.closeInput();
  return options.system.platform === "win32" ? endWindowsTree(tree, options) : endPosixTree(tree, options);
}
