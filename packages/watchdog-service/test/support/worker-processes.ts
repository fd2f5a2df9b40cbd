import { readdirSync, readFileSync } from "node:fs";

/** The process ids of a daemon's workers; empty where there is no /proc. */
export function workersOf(daemon: number): readonly number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      const ours = command[1]?.endsWith("worker-main.js") === true && command[2] === String(daemon);
      return ours ? [Number(name)] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

export function signalTo(processes: readonly number[], signal: NodeJS.Signals): void {
  for (const id of processes) {
    try {
      process.kill(id, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}
