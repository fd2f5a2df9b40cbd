import { readdirSync, readFileSync } from "node:fs";

const EVERY_MS = 20;
const PAGE_BYTES = 4096;

/**
 * Watches the resident memory of a process with all below it. What they share (a program's own code) is counted for each, so
 * a sum is rather too high. The result is the highest sum seen, in bytes.
 */
export function watchMemory(pid: number): { stop(): number } {
  let peak = 0;
  const look = (): void => void (peak = Math.max(peak, residentBytes(pid)));
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function residentBytes(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return pages * PAGE_BYTES + childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), 0);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number),
  );
}
