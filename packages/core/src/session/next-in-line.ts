import { describeHolder, type LockHolder, type ProcessLock, type ProcessLocks } from "@rigline/foundation/lock";
import { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import { sessionError } from "./session-errors.js";
import { readSessionHolder } from "./session-lock.js";

/** Often enough for who waits with an animal; nobody is asked anything but the system. */
const LOOK_MS = 250;
/** Longer than a mapper may take by default. */
const LONGEST_MS = 15 * 60_000;

/** The rig that a session is to have next, or is about to leave. */
export interface RigInLine {
  readonly rigName: string;
  readonly locks: ProcessLocks;
  readonly clock: Pick<Clock, "now" | "monotonic" | "sleep">;
  /** Of this process. */
  readonly pid: number;
}

/**
 * Waits where the session on this rig is about to leave it, because its experiment is over or was asked to end: whoever types
 * `rigline run` then has the next animal in hand. Its launcher learns of it, and looks on no longer. Where the rig is free, or is taken by
 * an experiment, nothing is waited for. `onWaiting`: called once, with whom it waits for. Throws SESSION_RUNNING where another one waits already.
 */
export async function waitForRig(
  rig: RigInLine,
  { signal, onWaiting }: { readonly signal: AbortSignal; readonly onWaiting: (holder: LockHolder) => void },
): Promise<void> {
  const leaving = await findLeaving(rig);
  if (leaving === undefined) return;
  const place = await standInLine(rig, leaving);
  try {
    onWaiting(leaving);
    const until = rig.clock.monotonic() + LONGEST_MS;
    while (!signal.aborted && rig.clock.monotonic() < until && (await findLeaving(rig)) !== undefined)
      await look(rig, signal);
  } finally {
    await place.release();
  }
}

/** Says of this rig's session that it is about to leave it. Undefined: that can't be said, and nobody waits for it. */
export async function announceLeaving(rig: RigInLine, session: string): Promise<ProcessLock | undefined> {
  try {
    return await rig.locks.acquire(leavingLockName(rig.rigName), toHolder(rig, `session ${session}, which is over`));
  } catch {
    mark("session: one of which it can't be said that it is over is waited for by nobody");
    return undefined;
  }
}

/** Resolves with who waits for the rig, as soon as somebody does; undefined once aborted. */
export async function hearOfNext(rig: RigInLine, signal: AbortSignal): Promise<LockHolder | undefined> {
  while (!signal.aborted) {
    const next = await rig.locks.holder(nextLockName(rig.rigName));
    if (next !== undefined) return next;
    await look(rig, signal);
  }
  return undefined;
}

/** By the lock of the same launcher: it may have freed the rig between the two questions, and then nobody leaves it. */
async function findLeaving({ locks, rigName }: RigInLine): Promise<LockHolder | undefined> {
  const holder = await readSessionHolder(locks, rigName);
  if (holder === undefined) return undefined;
  const leaving = await locks.holder(leavingLockName(rigName));
  return leaving !== undefined && leaving.pid === holder.pid ? holder : undefined;
}

async function standInLine(rig: RigInLine, leaving: LockHolder): Promise<ProcessLock> {
  const { locks, rigName } = rig;
  try {
    return await locks.acquire(nextLockName(rigName), toHolder(rig, "the next session"));
  } catch (error) {
    if (!(error instanceof RiglineError) || error.code !== "LOCK_HELD") throw error;
    throw sessionError("SESSION_RUNNING", {
      what: `rig ${rigName} is taken: it is held by ${describeHolder(leaving)}, and another launcher waits for it already`,
      why: error.message,
      cause: error,
    });
  }
}

async function look({ clock }: RigInLine, signal: AbortSignal): Promise<void> {
  await clock.sleep(LOOK_MS, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

function toHolder({ pid, clock }: RigInLine, what: string): LockHolder {
  return { pid, what, since: clock.now().toISOString() };
}

function leavingLockName(rigName: string): string {
  return `rigline-leaving:${rigName}`;
}

function nextLockName(rigName: string): string {
  return `rigline-next:${rigName}`;
}
