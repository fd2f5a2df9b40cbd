import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isProcessThere } from "@rigline/foundation/platform";
import { RUN_MARK, type TestRun } from "./test-run.js";

const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** A process that outlived the test that started it. */
export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * The processes that a run has started and that are still there, but for the children of this one, which are the test
 * runner's own. What inherits the environment is known by the run's mark; what was started without it by the run's folders,
 * in which it works or of which it was told; and what has neither by being a Node without a parent, younger than the
 * run, that works in the checkout. On Linux: no other system says this of other processes.
 */
export function leftProcesses(run: TestRun): LeftProcess[] {
  const folders = [run.folder, run.rigs, ...(run.memory === undefined ? [] : [run.memory])];
  const own = readStat(process.pid);
  const left: LeftProcess[] = [];
  for (const pid of processIds()) {
    const { parent, started } = readStat(pid);
    if (pid === process.pid || parent === process.pid) continue;
    const marks = read(pid, "environ").split("\0");
    const command = commandOf(pid);
    const place = linkOf(pid, "cwd");
    const isMarked = marks.includes(`${RUN_MARK}=${run.id}`);
    const isTold = folders.some((folder) => isToldOf(folder, command, place));
    const isStray =
      isNobodysChild(parent) &&
      started > own.started &&
      isWithin(ROOT, place) &&
      linkOf(pid, "exe") === linkOf(process.pid, "exe") &&
      !marks.some((mark) => mark.startsWith(`${RUN_MARK}=`));
    if (isMarked || isTold || isStray) left.push({ pid, command });
  }
  return left;
}

/** Whether a daemon works in a folder or was told of it: also one that was only just started, and holds no lock yet. */
export function isDaemonIn(folder: string): boolean {
  if (process.platform !== "linux") return false;
  return processIds().some((pid) => {
    const command = commandOf(pid);
    return command.includes("rigline-watchdog") && isToldOf(folder, command, linkOf(pid, "cwd"));
  });
}

/** Those that are still there after so many milliseconds. */
export async function lastingProcesses(run: TestRun, milliseconds: number): Promise<LeftProcess[]> {
  const end = performance.now() + milliseconds;
  let left = leftProcesses(run);
  while (left.length > 0 && performance.now() < end) {
    await setTimeout(50);
    left = leftProcesses(run);
  }
  return left;
}

/** Ends them; they are the run's own. */
export function endProcesses(left: readonly LeftProcess[]): void {
  for (const { pid } of left) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended since.
    }
  }
}

/**
 * What lies in the run's folders. Each test file has one of its own among the temporary ones, which may be empty. The notes
 * of who holds a lock, and of a rig's experiment, stay behind when these are killed: that is a subject of the tests, and no
 * fault of theirs. Nor is the cache of compiled code that npm keeps there on Node from 22.
 */
export function leftFiles(run: TestRun): string[] {
  const ofTestFiles = [run.folder, ...(run.memory === undefined ? [] : [run.memory])];
  const temporary = ofTestFiles.flatMap((folder) => namesIn(folder) ?? []).flatMap((path) => namesIn(path) ?? [path]);
  return [
    ...temporary.filter((path) => basename(path) !== "node-compile-cache" && !isNoteOfTheDead(path)),
    ...(namesIn(run.rigs) ?? []),
  ];
}

function isNoteOfTheDead(path: string): boolean {
  // Who is killed while it writes one leaves it unfinished, under a name with its process id.
  const [, writer] = /\.(?:holder|experiment)\.json\.(\d+)-[0-9a-f]+$/.exec(path) ?? [];
  if (writer !== undefined) return !isProcessThere(Number(writer));
  if (!/\.(?:holder|experiment)\.json$/.test(path)) return false;
  const { pid } = JSON.parse(readFileSync(path, "utf8")) as { pid: number };
  return !isProcessThere(pid);
}

/** Undefined: it is no folder, or not there. */
function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return undefined;
  }
}

function processIds(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function commandOf(pid: number): string {
  return read(pid, "cmdline").replaceAll("\0", " ").trim();
}

function isToldOf(folder: string, command: string, place: string): boolean {
  return command.includes(folder) || isWithin(folder, place);
}

function isWithin(folder: string, path: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}

/** A user's systemd adopts the children of those that end, where there is one. */
function isNobodysChild(parent: number): boolean {
  return parent === 1 || read(parent, "comm") === "systemd\n";
}

/** `started` is in the system's ticks since it was started itself. */
function readStat(pid: number): { readonly parent: number; readonly started: number } {
  // The name in brackets may hold anything. Behind it: the state, the parent's id, and 17 numbers on when it was started.
  const fields = read(pid, "stat")
    .replace(/^.*\) /s, "")
    .split(" ")
    .map(Number);
  return { parent: fields[1] ?? 0, started: fields[19] ?? 0 };
}

function linkOf(pid: number, name: string): string {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return "";
  }
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // It has ended since, or is somebody else's.
    return "";
  }
}
