import type { ProcessSystem } from "./process-system.js";

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
