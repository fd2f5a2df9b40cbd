import { windowsTool } from "@rigline/foundation/paths";
import { readFileSync } from "node:fs";
import { isProcessThere } from "@rigline/foundation/platform";
import { createProcessSystem, type ProcessSystem, readStat } from "./process-system.js";

/** A process for good: an id is given to another as soon as it is free, so it counts only with the time of the start. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as its system tells it; only compared. */
  readonly started: string;
}

export interface IdentityParts {
  /** Of this process: the system's tools are run with it. */
  readonly environment: Readonly<Record<string, string>>;
  /** This one when absent. */
  readonly system?: Pick<ProcessSystem, "platform" | "runTool">;
}

/** `gone`: no such process runs. `unknown`: the system does not say. */
export type FoundProcess = { readonly started: string } | "gone" | "unknown";

/** The process that has this id now; one that has ended and that nobody has reaped is gone. */
export async function findProcess(pid: number, parts: IdentityParts): Promise<FoundProcess> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return "gone";
  const system = parts.system ?? createProcessSystem(process.platform);
  if (system.platform === "linux") return findLinuxProcess(pid);
  const output = await ask(pid, system, parts.environment);
  // Both tools end with an error, or print nothing, when there is no such process; they may also not be there at all.
  if (output === undefined) return isProcessThere(pid) ? "unknown" : "gone";
  return output === "" ? "gone" : { started: output };
}

/** Undefined when it has ended already, or can't be told from others. */
export async function identifyProcess(pid: number, parts: IdentityParts): Promise<ProcessIdentity | undefined> {
  const found = await findProcess(pid, parts);
  return typeof found === "string" ? undefined : { pid, started: found.started };
}

/** Whether that very process still runs; undefined when there is one of its id and the system does not say which. */
export async function stillRuns({ pid, started }: ProcessIdentity, parts: IdentityParts): Promise<boolean | undefined> {
  const found = await findProcess(pid, parts);
  if (found === "unknown") return undefined;
  return found !== "gone" && found.started === started;
}

/**
 * Ticks since the boot, and which boot: what `ps` prints is counted from the clock on the wall, and moves when that is set.
 */
function findLinuxProcess(pid: number): FoundProcess {
  const stat = readStat(pid);
  if (stat === undefined) return isProcessThere(pid) ? "unknown" : "gone";
  if (stat.state === "Z" || stat.state === "X") return "gone";
  return { started: `${bootId()}:${stat.ticks}` };
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return "boot";
  }
}

/** What the system's own tool prints of the start; undefined when it could not be asked. */
async function ask(
  pid: number,
  system: Pick<ProcessSystem, "platform" | "runTool">,
  environment: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  if (system.platform !== "win32") {
    const { code, output } = await system.runTool(["ps", "-o", "lstart=", "-p", String(pid)], {
      ...environment,
      LC_ALL: "C",
      TZ: "UTC",
    });
    return code === undefined ? undefined : output.trim();
  }
  const powershell = windowsTool("WindowsPowerShell\\v1.0\\powershell.exe", environment);
  const script = `Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}' | ForEach-Object { $_.CreationDate.Ticks }`;
  const { code, output } = await system.runTool(
    [powershell, "-NoProfile", "-NonInteractive", "-Command", script],
    environment,
  );
  return code === 0 ? output.trim() : undefined;
}
