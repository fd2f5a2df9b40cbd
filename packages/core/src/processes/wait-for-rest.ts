import { readFileSync } from "node:fs";
import type { Clock } from "@rigline/foundation/platform";
import { findOutliving } from "./outliving.js";
import type { ProcessIdentity } from "./process-identity.js";
import type { ProcessRequest } from "./process-exit.js";
import type { ProcessSystem } from "./process-system.js";

const ASK_EVERY_MS = 50;
/** On Windows each look starts a program. */
const ASK_WINDOWS_EVERY_MS = 1000;

export interface RestParts {
  readonly pid: number;
  /** Needed on Windows, where the id of a program that has ended says nothing. */
  readonly identity: Promise<ProcessIdentity | undefined>;
  readonly request: Pick<ProcessRequest, "signal" | "graceMs" | "lingerMs" | "onLinger" | "environment">;
  readonly clock: Clock;
  readonly system: ProcessSystem;
}

/**
 * Waits, for `lingerMs` at most, until what a program has started and left behind has ended too. Returns what still runs, a
 * word or two for each; none when nothing does, or when that can't be told. Ends at once when the signal aborts.
 */
export async function waitForRest(parts: RestParts): Promise<readonly string[]> {
  const { clock, request, system } = parts;
  const deadline = clock.monotonic() + (request.lingerMs ?? 0);
  let told = false;
  while (true) {
    const rest = await listRest(parts);
    if (rest.length === 0 || request.signal?.aborted === true || clock.monotonic() >= deadline) return rest;
    if (!told) request.onLinger?.(rest);
    told = true;
    const every = system.platform === "win32" ? ASK_WINDOWS_EVERY_MS : ASK_EVERY_MS;
    await clock.sleep(Math.min(every, deadline - clock.monotonic()), request.signal).catch(() => undefined);
  }
}

async function listRest({ pid, identity, request, system }: RestParts): Promise<readonly string[]> {
  if (system.platform !== "win32") return system.groupIsAlive(pid) ? nameGroup(pid, system) : [];
  // Without a listener nobody has asked for it, and asking takes a second.
  const known = request.lingerMs === undefined ? undefined : await identity;
  if (known === undefined) return [];
  const found = await findOutliving(known, { environment: request.environment, mark: "", system });
  return found?.pids.map(nameProcess) ?? [];
}

function nameGroup(group: number, system: ProcessSystem): readonly string[] {
  const members = system.listGroup(group);
  return members.length === 0 ? [`process group ${group}`] : members.map(nameProcess);
}

/** `python3 (pid 4711)`; on systems that do not say it by a file, `pid 4711`. */
function nameProcess(pid: number): string {
  try {
    return `${readFileSync(`/proc/${pid}/comm`, "utf8").trim()} (pid ${pid})`;
  } catch {
    return `pid ${pid}`;
  }
}
