import { windowsTool } from "@rigline/foundation/paths";
import { readdirSync, readFileSync } from "node:fs";
import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { endProcessTree } from "./end-tree.js";
import type { ProcessRequest } from "./process-exit.js";
import { type ProcessIdentity, stillRuns } from "./process-identity.js";
import { createProcessSystem, type ProcessSystem, readStat } from "./process-system.js";
import { descendantsOf, listWindowsProcesses } from "./windows-processes.js";

/** What still runs of a tree whose launcher is gone, or whose first process has ended. */
export interface Outliving {
  /** The program itself; otherwise only what it has started. */
  readonly leader: boolean;
  readonly pids: readonly number[];
}

/** How a tree is known. */
export interface OutlivingSearch {
  readonly environment: Readonly<Record<string, string>>;
  /** A variable that the tree alone has in its environment, as `NAME=value`. */
  readonly mark: string;
}

export interface OutlivingParts extends OutlivingSearch {
  /** This one when absent. */
  readonly system?: ProcessSystem;
}

export interface OutlivingEnd extends OutlivingSearch {
  readonly clock: Clock;
  /** From the request to the end by force. */
  readonly graceMs: number;
}

/** Undefined: nothing that is known to be of this tree runs any more. */
export async function findOutliving(identity: ProcessIdentity, parts: OutlivingParts): Promise<Outliving | undefined> {
  const { platform } = parts.system ?? createProcessSystem(process.platform);
  const pids =
    platform === "linux"
      ? listLinuxGroup(identity, parts.mark, await stillRuns(identity, parts))
      : platform === "win32"
        ? await listWindowsTree(identity, parts)
        : (await stillRuns(identity, parts)) === true
          ? [identity.pid]
          : [];
  return pids.length === 0 ? undefined : { leader: pids.includes(identity.pid), pids };
}

/**
 * Ends what is left of a tree: asks it, waits, ends it by force. Looks again before the first signal, so that no process is hit
 * that was given the id meanwhile. Returns what runs all the same; undefined: nothing.
 */
export async function endOutliving(
  identity: ProcessIdentity,
  parts: OutlivingParts & OutlivingEnd,
): Promise<Outliving | undefined> {
  const { clock, graceMs, environment, system = createProcessSystem(process.platform) } = parts;
  const found = await findOutliving(identity, parts);
  if (found === undefined) return undefined;
  if (system.platform === "win32" && !found.leader) {
    const pids = found.pids.flatMap((pid) => ["/PID", String(pid)]);
    await system.runTool([windowsTool("taskkill.exe", environment), ...pids, "/T", "/F"], environment);
    return findOutliving(identity, parts);
  }
  const watching = new AbortController();
  const tree = {
    pid: identity.pid,
    exited: system.platform === "win32" ? whenGone(identity, parts, watching.signal) : Promise.resolve(),
    environment,
    // Its input ended with the launcher that held the other end.
    closeInput: () => undefined,
    killChild: () => void process.kill(identity.pid, "SIGKILL"),
  };
  await endProcessTree(tree, { graceMs, clock, system });
  watching.abort();
  return findOutliving(identity, parts);
}

/** No event tells of the end of a process that is not ours. */
async function whenGone(
  identity: ProcessIdentity,
  parts: OutlivingParts & { readonly clock: Clock },
  signal: AbortSignal,
) {
  while (!signal.aborted && (await stillRuns(identity, parts)) === true)
    await parts.clock.sleep(500, signal).catch(() => undefined);
}

/** The id of a group is free again only when its last process is gone, so what is in it without its first one was of it. */
function listLinuxGroup({ pid, started }: ProcessIdentity, mark: string, leads: boolean | undefined): number[] {
  // Another process has the id now, or another boot.
  if (leads === false && readStat(pid) !== undefined && readStat(pid)?.state !== "Z") return [];
  const ticks = Number(started.split(":").at(-1));
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = readStat(name);
    if (stat === undefined || stat.group !== pid || stat.state === "Z" || stat.state === "X") return [];
    if (Number(name) === pid) return leads === false ? [] : [pid];
    return stat.ticks >= ticks && hasMark(name, mark) ? [Number(name)] : [];
  });
}

function hasMark(pid: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(mark);
  } catch {
    return false;
  }
}

async function listWindowsTree(identity: ProcessIdentity, parts: OutlivingParts): Promise<number[]> {
  const system = parts.system ?? createProcessSystem(process.platform);
  const all = await listWindowsProcesses(system, parts.environment);
  const owner = all.find(({ pid }) => pid === identity.pid);
  const leads = owner?.started === identity.started;
  // Told by another system, from which the session's folder has come: nothing that runs here is of that tree.
  if (!/^\d+$/u.test(identity.started)) return [];
  const since = BigInt(identity.started);
  // The children of another that was given the id later are not of this tree.
  const until = owner === undefined || leads ? undefined : BigInt(owner.started);
  const children = descendantsOf(
    identity.pid,
    all.filter((one) => one !== owner || leads),
  ).filter(({ started }) => BigInt(started) >= since && (until === undefined || BigInt(started) < until));
  return [...(leads ? [identity.pid] : []), ...children.map(({ pid }) => pid)];
}

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
    mark("process: what a program left behind is waited for");
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
