import { join } from "node:path";
import type { FileSystem } from "@rigline/core";

/** What one process has used until now. */
export interface ProcessUse {
  readonly pid: number;
  readonly parent: number;
  /** Seconds of processor time, of all cores together. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** Of `times` in Linux; the kernel's own number, which is the same on every system that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/**
 * A process and all that it has started, as Linux tells it (proc(5)). One that has just ended is left out; empty when the
 * process itself is gone.
 */
export function readLinuxTree(fileSystem: Pick<FileSystem, "read">, pid: number): readonly ProcessUse[] {
  const text = (path: string): string | undefined => {
    try {
      return Buffer.from(fileSystem.read(path)).toString("utf8");
    } catch {
      // It has ended, or is another user's.
      return undefined;
    }
  };
  const visit = (one: number, parent: number): readonly ProcessUse[] => {
    const home = join("/proc", String(one));
    const stat = text(join(home, "stat"));
    if (stat === undefined) return [];
    const children = text(join(home, "task", String(one), "children")) ?? "";
    const own = { pid: one, parent, ...parseStat(stat), ...parseIo(text(join(home, "io")) ?? "") };
    return [own, ...numbersOf(children).flatMap((child) => visit(child, one))];
  };
  return visit(pid, 0);
}

/** `utime`, `stime` and `rss` are the 14th, 15th and 24th field; the name before them may hold anything, brackets too. */
function parseStat(stat: string): Pick<ProcessUse, "cpuSeconds" | "memoryBytes"> {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, memoryBytes: Number(fields[21] ?? 0) * PAGE_BYTES };
}

function parseIo(io: string): Pick<ProcessUse, "readBytes" | "writtenBytes"> {
  const valueOf = (name: string): number => Number(new RegExp(`^${name}: (\\d+)`, "m").exec(io)?.[1] ?? 0);
  return { readBytes: valueOf("read_bytes"), writtenBytes: valueOf("write_bytes") };
}

function numbersOf(text: string): number[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map(Number);
}

/** 100-nanosecond steps, as Windows counts processor time. */
const WINDOWS_STEPS_PER_SECOND = 1e7;
/** Ends each look in what the script of Windows prints. */
export const END_OF_LOOK = "end";

/** Prints every process of the machine, one a line, again and again: PowerShell takes too long to be started for each look. */
export function windowsScript(seconds: number): string {
  const fields =
    "$_.ProcessId,$_.ParentProcessId,($_.KernelModeTime+$_.UserModeTime),$_.WorkingSetSize,$_.ReadTransferCount,$_.WriteTransferCount";
  const all = "Get-CimInstance Win32_Process";
  return `while($true){${all}|ForEach-Object{'{0} {1} {2} {3} {4} {5}' -f ${fields}};'${END_OF_LOOK}';Start-Sleep -Milliseconds ${seconds * 1000}}`;
}

/** A line of it; undefined for any other. */
export function parseWindowsLine(line: string): ProcessUse | undefined {
  const fields = line.trim().split(" ");
  if (fields.length !== 6 || !fields.every((field) => /^\d+$/.test(field))) return undefined;
  const [pid = 0, parent = 0, cpu = 0, memoryBytes = 0, readBytes = 0, writtenBytes = 0] = fields.map(Number);
  return { pid, parent, cpuSeconds: cpu / WINDOWS_STEPS_PER_SECOND, memoryBytes, readBytes, writtenBytes };
}

/** A process and all that it has started, out of all of the machine. */
export function treeOf(pid: number, all: readonly ProcessUse[]): readonly ProcessUse[] {
  const found = all.filter((one) => one.pid === pid);
  for (const parent of found)
    for (const one of all) if (one.parent === parent.pid && !found.includes(one)) found.push(one);
  return found;
}
