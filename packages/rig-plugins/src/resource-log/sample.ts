import type { ProcessUse } from "./process-table.js";

/** One look at the experiment's tree and the disk of its data. */
export interface Sample {
  /** Seconds since the first look. */
  readonly seconds: number;
  /** Of one core: two busy cores are 200. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  /** Bytes a second since the look before. */
  readonly readRate: number;
  readonly writtenRate: number;
  readonly processes: number;
  /** Undefined where the disk can't tell. */
  readonly freeBytes: number | undefined;
}

/** What a tree used between two looks; of a process that came between them, all of it. */
export function compareLooks(
  before: readonly ProcessUse[],
  now: readonly ProcessUse[],
  seconds: number,
): Pick<Sample, "cpuPercent" | "memoryBytes" | "readRate" | "writtenRate" | "processes"> {
  const earlier = new Map(before.map((one) => [one.pid, one]));
  const grown = (field: "cpuSeconds" | "readBytes" | "writtenBytes"): number =>
    sum(now.map((one) => Math.max(0, one[field] - (earlier.get(one.pid)?.[field] ?? 0))));
  const rate = (used: number): number => (seconds > 0 ? used / seconds : 0);
  return {
    cpuPercent: rate(grown("cpuSeconds")) * 100,
    memoryBytes: sum(now.map(({ memoryBytes }) => memoryBytes)),
    readRate: rate(grown("readBytes")),
    writtenRate: rate(grown("writtenBytes")),
    processes: now.length,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

export const CSV_HEAD = "time,seconds,cpu_percent,memory_mb,read_mb_per_s,written_mb_per_s,processes,free_gb";

export function toCsvLine(at: Date, sample: Sample): string {
  const { seconds, cpuPercent, memoryBytes, readRate, writtenRate, processes, freeBytes } = sample;
  const numbers = [seconds, cpuPercent, memoryBytes / 1e6, readRate / 1e6, writtenRate / 1e6].map((one) =>
    one.toFixed(1),
  );
  const free = freeBytes === undefined ? "" : (freeBytes / 1e9).toFixed(2);
  return [at.toISOString(), ...numbers, processes, free].join(",");
}
