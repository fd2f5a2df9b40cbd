import { mark } from "../marks/index.js";
import { defineErrors, type RiglineError } from "../errors/index.js";
import { lockEndpoint, type LockEndpoint } from "./lock-endpoint.js";
import { answerAt } from "./lock-answer.js";
import { askHolder, removeSidecar, type LockHolder } from "./lock-holder.js";
import { clearDeadEndpoint } from "./lock-takeover.js";
import { showLocalTime } from "../time/local-time.js";
import { systemClock, systemCodeOf, type Clock } from "../platform/index.js";

export type { LockHolder } from "./lock-holder.js";

export interface ProcessLock {
  /** Frees the lock; a second call does nothing. */
  release(): Promise<void>;
}

/** The locks that processes hold, by name, behind a port: a simulated machine has its own. */
export interface ProcessLocks {
  /** Takes the lock of this name; throws LOCK_HELD naming the holder, and LOCK_UNAVAILABLE. */
  acquire(name: string, holder: LockHolder): Promise<ProcessLock>;
  /** Who holds the lock; undefined when nobody does. A holder that does not answer is still a holder. */
  holder(name: string): Promise<LockHolder | undefined>;
}

export const lockError = defineErrors({
  LOCK_HELD: {
    exit: "refused",
    meaning: "Another process holds the lock that this one needs.",
    todo: "Nothing, where one of its kind is enough: it does the work. Otherwise wait for the named process to end, or end it.",
  },
  LOCK_UNAVAILABLE: {
    exit: "refused",
    meaning: "The system refused the endpoint (socket or named pipe) that a lock is held by.",
    todo: "Check that this user may write into the system's folder for temporary files, then {again}.",
  },
});

/** A holder may end between the refusal and the question who it is, or be about to listen. */
const ATTEMPTS = 6;
const RETRY_MS = 10;

/**
 * Takes the lock of this name, or throws LOCK_HELD naming the holder. The lock is a listening endpoint: the system frees
 * it when the process ends, however it ends, and it never keeps a process alive. It holds on one machine (on Linux in
 * one network namespace), for all users.
 */
export async function acquireProcessLock(name: string, holder: LockHolder): Promise<ProcessLock> {
  return acquireAt(lockEndpoint(name), name, holder);
}

/** Who holds the lock; undefined when nobody does. A holder that accepts but does not answer is still a holder. */
export async function readLockHolder(name: string): Promise<LockHolder | undefined> {
  return askHolder(lockEndpoint(name));
}

/** The locks of this machine. */
export const systemLocks: ProcessLocks = { acquire: acquireProcessLock, holder: readLockHolder };

/** As `acquireProcessLock`, at a given endpoint. */
export async function acquireAt(
  endpoint: LockEndpoint,
  name: string,
  holder: LockHolder,
  clock: Clock = systemClock,
): Promise<ProcessLock> {
  for (let attempt = 1; ; attempt += 1) {
    const stopOrRefusal = await answerAt(endpoint, holder);
    if (!(stopOrRefusal instanceof Error)) return createLock(stopOrRefusal, endpoint);
    const other = await askHolder(endpoint, { clock });
    if (other !== undefined) throw held(name, other, stopOrRefusal);
    if (attempt === ATTEMPTS || !isTaken(stopOrRefusal)) throw unavailable(name, endpoint, stopOrRefusal);
    mark("lock: what is taken and held by nobody is tried again");
    await clock.sleep(RETRY_MS * attempt);
    if (endpoint.isFile) await clearDeadEndpoint(endpoint, clock);
  }
}

function createLock(stop: () => Promise<void>, { sidecar }: LockEndpoint): ProcessLock {
  let released: Promise<void> | undefined;
  const release = (): Promise<void> => {
    removeSidecar(sidecar);
    return stop();
  };
  return { release: () => (released ??= release()) };
}

/** Windows answers EACCES when another user holds the pipe. */
function isTaken(refusal: Error): boolean {
  return ["EADDRINUSE", "EACCES"].includes(systemCodeOf(refusal) ?? "");
}

/** `session 614173_… (pid 812, since 2026-07-14T09:05:00-07:00)`, with what is not known left out. */
export function describeHolder(holder: LockHolder): string {
  const { what, since, answers } = holder;
  const silent = answers === false ? ", does not answer" : "";
  return `${what} (${describePid(holder)}${silent}${since === "" ? "" : `, since ${showLocalTime(since)}`})`;
}

/** `pid 812`, or that it is not known. */
export function describePid({ pid }: Pick<LockHolder, "pid">): string {
  return pid === undefined ? "pid unknown" : `pid ${pid}`;
}

function held(name: string, holder: LockHolder, cause: Error): RiglineError {
  return lockError("LOCK_HELD", {
    what: `${name} is held by ${describeHolder(holder)}`,
    why:
      holder.answers === false
        ? "the process is stopped or too busy to answer, but it is there"
        : "one at a time, and it is running",
    cause,
  });
}

function unavailable(name: string, endpoint: LockEndpoint, cause: Error): RiglineError {
  return lockError("LOCK_UNAVAILABLE", {
    what: `cannot take the lock ${name} at ${endpoint.address.replace("\0", "@")}`,
    cause,
  });
}
