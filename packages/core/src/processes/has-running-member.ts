import { readdirSync, readFileSync } from "node:fs";

/**
 * Whether a process group that answers signal 0 has a member that still runs. Processes that have ended and that nobody
 * has reaped (in a container without an init process) answer too; Linux tells them apart.
 */
export function hasRunningMember(group: number, platform: NodeJS.Platform): boolean {
  if (platform !== "linux") return true;
  return readdirSync("/proc").some((name) => /^\d+$/.test(name) && isRunningMember(name, group));
}

function isRunningMember(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // `pid (name) state parent group …`; the name may hold spaces and brackets.
    const [state, , memberOf] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(memberOf) === group && state !== "Z" && state !== "X";
  } catch {
    return false;
  }
}
