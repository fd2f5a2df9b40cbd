import { readdirSync, readFileSync } from "node:fs";

const EVERY_MS = 20;
const PAGE_BYTES = 4096;

/**
 * Watches the resident memory of a process with all below it: their sum, or the largest alone. What they share (a program's own
 * code) is counted for each, so a sum is rather too high. The result is the most that was seen, in bytes.
 */
export function watchMemory(pid: number, of: "sum" | "largest" = "sum"): { stop(): number } {
  let peak = 0;
  const measure = of === "sum" ? residentBytes : largestOf;
  const look = (): void => void (peak = Math.max(peak, measure(pid)));
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
