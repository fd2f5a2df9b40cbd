import { readFileSync } from "node:fs";

/** Of a process, what `/proc/<pid>/stat` says. */
export interface LinuxStat {
  readonly state: string;
  readonly group: number;
  /** Of the start, since the boot. */
  readonly ticks: number;
}

/** Undefined when there is no such process, or this user may not look. */
export function readStat(pid: number | string): LinuxStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // `pid (name) state parent group …`; the name may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", group: Number(fields[2]), ticks: Number(fields[19]) };
  } catch {
    return undefined;
  }
}
