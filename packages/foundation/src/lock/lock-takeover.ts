import { mkdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { mark } from "../marks/index.js";
import type { Clock } from "../platform/index.js";
import type { LockEndpoint } from "./lock-endpoint.js";
import { askHolder } from "./lock-holder.js";

/** Longer than a takeover takes, shorter than a person waits. */
const STALE_MS = 5_000;

/** A socket exists for a moment before it listens; it must not look dead for that. */
const SECOND_LOOK_MS = 30;

/**
 * Clears away a socket file whose process is gone. Two processes that both see it dead must not both clear it, or the
 * second would clear the first one's new socket: only one at a time gets in here, and it looks again first.
 */
export async function clearDeadEndpoint(endpoint: LockEndpoint, clock: Clock): Promise<void> {
  const gate = `${endpoint.address}.takeover`;
  if (!enter(gate, clock)) return;
  try {
    await clock.sleep(SECOND_LOOK_MS);
    if ((await askHolder(endpoint, { clock })) !== undefined) return;
    mark("lock: the socket file of a dead process is cleared away");
    rmSync(endpoint.address, { force: true });
  } finally {
    leave(gate);
  }
}

function enter(gate: string, clock: Clock): boolean {
  try {
    mkdirSync(gate);
    return true;
  } catch {
    reopenStale(gate, clock);
    return false;
  }
}

/** Whoever was killed inside left the gate shut. */
function reopenStale(gate: string, clock: Clock): void {
  try {
    if (clock.now().getTime() - statSync(gate).mtimeMs <= STALE_MS) return;
    mark("lock: a gate that a killed process left shut is opened");
    leave(gate);
  } catch {
    // Somebody else opened it meanwhile.
  }
}

function leave(gate: string): void {
  try {
    rmdirSync(gate);
  } catch {
    // Reopened by another that found it stale.
  }
}
