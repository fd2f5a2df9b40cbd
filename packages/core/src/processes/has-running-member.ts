import { readdirSync } from "node:fs";
import { readStat } from "./linux-stat.js";

/**
 * Whether a process group that answers signal 0 has a member that still runs. Processes that have ended and that nobody
 * has reaped (in a container without an init process) answer too; Linux tells them apart.
 */
export function hasRunningMember(group: number, platform: NodeJS.Platform): boolean {
  if (platform !== "linux") return true;
  return readdirSync("/proc").some((name) => /^\d+$/.test(name) && isRunningMember(name, group));
}

function isRunningMember(pid: string, group: number): boolean {
  const stat = readStat(pid);
  return stat !== undefined && stat.group === group && stat.state !== "Z" && stat.state !== "X";
}
