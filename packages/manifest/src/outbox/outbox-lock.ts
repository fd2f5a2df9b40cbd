import { RiglineError } from "@rigline/foundation/errors";
import type { LockHolder, ProcessLock, ProcessLocks } from "@rigline/foundation/lock";
import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";

export interface OutboxLockParts {
  readonly locks: Pick<ProcessLocks, "acquire">;
  readonly clock: Pick<Clock, "now" | "sleep">;
  /** Of this process. */
  readonly pid: number;
}

const ATTEMPTS = 100;
const RETRY_MS = 100;

/**
 * Does what must be done by one at a time with a session's manifest: between the look whether it is published and the deed
 * another one could publish it, and a daemon archive it. `wait`: until who is at it has done; else undefined, having done
 * nothing. Throws LOCK_UNAVAILABLE, and LOCK_HELD after ten seconds of waiting.
 */
export async function withOutboxLock<Result>(
  { locks, clock, pid }: OutboxLockParts,
  { outbox, session, wait }: { readonly outbox: string; readonly session: string; readonly wait: boolean },
  work: () => Promise<Result> | Result,
): Promise<Result | undefined> {
  const folder = process.platform === "win32" ? outbox.toLowerCase() : outbox;
  const holder: LockHolder = { pid, what: `the publication of ${session}`, since: clock.now().toISOString() };
  let lock: ProcessLock | undefined;
  for (let attempt = 1; lock === undefined; attempt += 1)
    try {
      lock = await locks.acquire(`rigline-outbox:${folder}:${session}`, holder);
    } catch (error) {
      if (!(error instanceof RiglineError) || error.code !== "LOCK_HELD") throw error;
      mark("outbox: a manifest that another is publishing is left to him");
      if (!wait) return undefined;
      if (attempt === ATTEMPTS) throw error;
      await clock.sleep(RETRY_MS);
    }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
