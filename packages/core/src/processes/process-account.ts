import { variableOf, windowsTool } from "@rigline/foundation/paths";
import { createProcessSystem, type ProcessSystem } from "./process-system.js";

/** The account that a process runs as. */
export interface ProcessAccount {
  /** As the system names it: `svc_watchdog`, `LAB\ada`. */
  readonly name: string;
  /** Whether it is that of this process. */
  readonly own: boolean;
}

export interface AccountParts {
  /** Of this process: the system's tools are run with it. */
  readonly environment: Readonly<Record<string, string>>;
  /** This one when absent. */
  readonly system?: Pick<ProcessSystem, "platform" | "runTool">;
}

/** Undefined when there is no such process, or the system does not say to this user. On Windows it takes a second. */
export async function findAccount(pid: number, parts: AccountParts): Promise<ProcessAccount | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const { platform, runTool } = parts.system ?? createProcessSystem(process.platform);
  const { environment } = parts;
  if (platform === "win32") {
    const command = [
      windowsTool("tasklist.exe", environment),
      "/V",
      "/FO",
      "CSV",
      "/NH",
      "/FI",
      `PID eq ${pid}`,
    ] as const;
    const { code, output } = await runTool([...command], environment);
    return code === 0 ? readTask(output, environment) : undefined;
  }
  const { output } = await runTool(["ps", "-o", "pid=,user=", "-p", `${pid},${process.pid}`], environment);
  const users = new Map(output.split("\n").map((row) => row.trim().split(/\s+/u) as [pid: string, user: string]));
  const name = users.get(String(pid));
  return name === undefined ? undefined : { name, own: name === users.get(String(process.pid)) };
}

/** `"node.exe","4711","Console","1","40,000 K","Running","LAB\ada","0:00:01","N/A"`; to others than its owner it may be `N/A`. */
function readTask(output: string, environment: Readonly<Record<string, string>>): ProcessAccount | undefined {
  const name = /^"(?:[^"]*","){6}([^"]+)"/mu.exec(output)?.[1];
  if (name === undefined || !name.includes("\\")) return undefined;
  const variable = (name: string): string => variableOf(environment, name, "win32") ?? "";
  const own = `${variable("USERDOMAIN")}\\${variable("USERNAME")}`;
  return { name, own: name.toLowerCase() === own.toLowerCase() };
}
