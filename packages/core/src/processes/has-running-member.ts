import { readdirSync } from "node:fs";
import { readStat } from "./linux-stat.js";

/**
 * Whether a process group that answers signal 0 has a member that still runs. Processes that have ended and that nobody
 * has reaped (in a container without an init process) answer too; Linux tells them apart.
 */
export function hasRunningMember(group: number, platform: NodeJS.Platform): boolean {
  return platform === "linux" ? listRunningMembers(group, platform).length > 0 : true;
}

/** Their ids; none where the system does not list them (all but Linux). */
export function listRunningMembers(group: number, platform: NodeJS.Platform): readonly number[] {
  if (platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isRunningMember(name, group))
    .map(Number);
}

function isRunningMember(pid: string, group: number): boolean {
  const stat = readStat(pid);
  return stat !== undefined && stat.group === group && stat.state !== "Z" && stat.state !== "X";
}
