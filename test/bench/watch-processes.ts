import { readdirSync, readFileSync } from "node:fs";

const EVERY_MS = 20;
const PAGE_BYTES = 4096;

/**
 * Watches the resident memory of a process with all below it: their sum, in which what they share (a program's own code) is counted
 * once, or the largest alone. The result is the most that was seen, in bytes.
 */
export function watchMemory(pid: number, of: "sum" | "largest" = "sum"): { stop(): number } {
  let [peak, resident] = [0, 0];
  const lookAtLargest = (): void => void (peak = Math.max(peak, largestOf(pid)));
  const lookAtSum = (): void => {
    const now = residentBytes(pid);
    if (now <= resident) return;
    // What is shared costs more to ask, so it is asked at a new height alone.
    resident = now;
    peak = Math.max(peak, proportionalBytes(pid));
  };
  const look = of === "sum" ? lookAtSum : lookAtLargest;
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

/** A process and all below it. */
export function processesOf(pid: number): readonly number[] {
  try {
    return [pid, ...childrenOf(pid).flatMap(processesOf)];
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

/** Resident bytes of the largest process of a tree. */
function largestOf(pid: number): number {
  return Math.max(0, ...processesOf(pid).map(ownBytes));
}

export function residentBytes(pid: number): number {
  return processesOf(pid).reduce((sum, one) => sum + ownBytes(one), 0);
}

/** Of what processes share each has its part. */
function proportionalBytes(pid: number): number {
  return processesOf(pid).reduce((sum, one) => {
    try {
      const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, "latin1")) ?? [];
      return sum + Number(kilobytes ?? 0) * 1024;
    } catch {
      return sum;
    }
  }, 0);
}

function ownBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number),
  );
}

const TICKS_PER_SECOND = 100;

/** What a process with all below it has worked so far. What has ended counts with whoever waited for it. */
export function processorSeconds(pid: number): number {
  return processesOf(pid).reduce((sum, one) => sum + ticksOf(one), 0) / TICKS_PER_SECOND;
}

function ticksOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Behind the name, which may have blanks: own user and system time, and that of children that have ended.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  } catch {
    return 0;
  }
}
