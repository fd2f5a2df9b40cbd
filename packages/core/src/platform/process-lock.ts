import { defineErrors } from "../errors/index.js";

/** Who holds a lock, as told by the holder itself. */
export interface LockHolder {
  readonly pid: number;
  /** What it does, for people: `session 614173_2026-07-14T090500-0700`. */
  readonly what: string;
  /** ISO 8601 in UTC. */
  readonly since: string;
}

export interface ProcessLock {
  release(): Promise<void>;
}

export const lockError = defineErrors({
  LOCK_HELD: {
    exit: "refused",
    meaning: "Another process holds the lock that this one needs.",
    todo: "Wait for the named process to end, or end it.",
  },
});

/**
 * Takes the machine-wide lock of this name, or throws LOCK_HELD naming the holder. The system frees it when the process
 * ends, however it ends.
 */
export function acquireProcessLock(_name: string, _holder: LockHolder): Promise<ProcessLock> {
  throw new Error("to be written");
}

/** Who holds the lock; undefined when nobody does. */
export function readLockHolder(_name: string): Promise<LockHolder | undefined> {
  throw new Error("to be written");
}
