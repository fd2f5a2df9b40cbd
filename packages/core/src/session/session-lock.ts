import { RiglineError } from "@rigline/foundation/errors";
import { describeHolder, type LockHolder, type ProcessLock, type ProcessLocks } from "@rigline/foundation/lock";
import { sessionError } from "./session-errors.js";

export interface SessionLockRequest {
  readonly rigName: string;
  /** The session's name; printed to whoever finds the lock taken. */
  readonly session: string;
  /** Of this process. */
  readonly pid: number;
  readonly now: Date;
}

/**
 * One session at a time per rig, by the rig's name in the config. The system frees the lock when the launcher ends,
 * however it ends. Throws SESSION_RUNNING naming the session and process that holds it.
 */
export async function acquireSessionLock(
  locks: ProcessLocks,
  { rigName, session, pid, now }: SessionLockRequest,
): Promise<ProcessLock> {
  const holder = { pid, what: `session ${session}`, since: now.toISOString() };
  try {
    return await locks.acquire(sessionLockName(rigName), holder);
  } catch (error) {
    if (!(error instanceof RiglineError) || error.code !== "LOCK_HELD") throw error;
    throw sessionError("SESSION_RUNNING", {
      what: `rig ${rigName} is taken: ${error.message.replace(`${sessionLockName(rigName)} is held`, "it is held")}`,
      ...(error.why === undefined ? {} : { why: error.why }),
      cause: error,
    });
  }
}

/**
 * Throws SESSION_RUNNING when the rig is taken now. It may be taken a moment later: only `acquireSessionLock` holds it.
 */
export async function refuseTakenRig(locks: ProcessLocks, rigName: string): Promise<void> {
  const holder = await readSessionHolder(locks, rigName);
  if (holder === undefined) return;
  throw sessionError("SESSION_RUNNING", { what: `rig ${rigName} is taken: it is held by ${describeHolder(holder)}` });
}

/** Who runs a session on this rig now; `what` is `session <name>`. Undefined: nobody. */
export function readSessionHolder(locks: ProcessLocks, rigName: string): Promise<LockHolder | undefined> {
  return locks.holder(sessionLockName(rigName));
}

export function sessionLockName(rigName: string): string {
  return `rigline-session:${rigName}`;
}
