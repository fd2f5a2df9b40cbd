import { join } from "node:path";
import type { LockHolder, ProcessLocks } from "@rigline/foundation/lock";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, readJson, writeDurably, type Clock, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { RIGLINE_FOLDER, watchdogLockName } from "./job-places.js";

/**
 * `<flag_dir>/.rigline/stop.json`: that the daemon of a flag folder is asked to end. A file, because Windows has no signal that
 * a process without a window could hear.
 */
const StopRequestSchema = z.object({
  /** Of the daemon that is meant: one that is started later takes no notice. */
  pid: z.number(),
  /**
   * Since when it runs, as its lock says it: in a container each daemon has the same id. Absent: from a release that knew the id
   * alone.
   */
  since: z.string().optional(),
  /** Also while it copies; it takes the copy up where it was when it is started again. */
  now: z.boolean(),
});

export type StopRequest = z.output<typeof StopRequestSchema>;

/** One run of a daemon, as its lock tells it. */
export type DaemonRun = Required<Pick<LockHolder, "pid" | "since">>;

/** What was asked of this daemon; undefined: nothing. What is meant for another, or can't be read, is left there. */
export function readStopRequest(
  fileSystem: FileSystem,
  flagFolder: string,
  { pid, since }: DaemonRun,
): StopRequest | undefined {
  const file = requestFile(flagFolder);
  try {
    if (!fileSystem.exists(file)) return undefined;
    const request = StopRequestSchema.parse(readJson(fileSystem, file));
    return request.pid === pid && (request.since ?? since) === since ? request : undefined;
  } catch {
    mark("stop: a request that can't be read asks for nothing");
    return undefined;
  }
}

/** Takes it away once it is heard. */
export function clearStopRequest(fileSystem: FileSystem, flagFolder: string): void {
  try {
    fileSystem.remove(requestFile(flagFolder));
  } catch {
    mark("stop: a request that can't be taken away is meant for a process that is gone");
  }
}

export interface StopParts {
  readonly fileSystem: FileSystem;
  readonly locks: Pick<ProcessLocks, "holder">;
  readonly clock: Pick<Clock, "monotonic" | "sleep">;
}

export interface StopOptions {
  readonly now: boolean;
  /** In milliseconds; Infinity: until it has ended. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

export interface StopEnd {
  /** Who was asked; undefined: nobody watched. */
  readonly holder: LockHolder | undefined;
  /** False: it goes on for now, and ends when what it copies is done. */
  readonly ended: boolean;
}

const POLL_MS = 100;

/**
 * Asks the daemon of a flag folder to end and waits for that. Without `now` it begins nothing any more and ends when what is
 * under way is done: no copy is cut. Throws what the disk says.
 */
export async function stopDaemon(
  { fileSystem, locks, clock }: StopParts,
  flagFolder: string,
  { now, waitMs, signal }: StopOptions,
): Promise<StopEnd> {
  const lock = watchdogLockName(fileSystem.exists(flagFolder) ? fileSystem.realPath(flagFolder) : flagFolder);
  let holder = await locks.holder(lock);
  if (holder === undefined) return { holder, ended: true };
  let isAsked = false;
  const begun = clock.monotonic();
  while (true) {
    const { pid, since } = holder;
    // One that does not say who it is can't be asked yet.
    if (pid !== undefined && !isAsked) {
      ask(fileSystem, flagFolder, { pid, since, now });
      isAsked = true;
    }
    if (clock.monotonic() - begun >= waitMs) return { holder, ended: false };
    await clock.sleep(POLL_MS, signal);
    const current = await locks.holder(lock);
    if (current === undefined || (isAsked && isAnother(current, holder))) return { holder, ended: true };
    if (!isAsked) holder = current;
  }
}

function ask(fileSystem: FileSystem, flagFolder: string, request: StopRequest): void {
  makeFolderDurably(fileSystem, join(flagFolder, RIGLINE_FOLDER), { below: flagFolder });
  writeDurably(requestFile(flagFolder), `${JSON.stringify(request)}\n`, { fileSystem });
}

/** One that says nothing of itself now may be the same. */
function isAnother(current: LockHolder, { pid, since }: LockHolder): boolean {
  return current.pid !== undefined && (current.pid !== pid || current.since !== since);
}

function requestFile(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "stop.json");
}
