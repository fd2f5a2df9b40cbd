import type { FakeClock } from "@rigline/foundation/testing";

/** Real milliseconds without anything in flight, before time is moved to the next timer. */
const QUIET_MS = 20;
/** The same before a jump of more than so many fake milliseconds: that is a time limit, not a plugin's own pause. */
const LONG_JUMP_MS = 10_000;
const LONG_QUIET_MS = 500;
/** So much of a turn counts at most: a process that was not let run has seen nothing, and what fell due meanwhile comes next. */
const LONGEST_TURN_MS = 5;

/** What waits without anything being under way. */
const IDLE = new Set([
  "Timeout",
  "Immediate",
  "TTYWrap",
  "TCPServerWrap",
  "PipeServerWrap",
  "SignalWrap",
  "FSEventWrap",
  "StatWatcher",
  "MessagePort",
  "Worker",
]);

/**
 * Begins the work, and moves a fake clock on until it has settled: whenever nothing is under way in the real world (files, connections,
 * child processes), time goes to the next timer. When there is none either, `onStuck` is called, once.
 */
export async function driveClock<Result>(
  clock: FakeClock,
  begin: () => Promise<Result>,
  onStuck: () => void = () => undefined,
): Promise<Result> {
  // Fewer later on: then something of before has ended.
  let idle = countActive();
  const work = begin();
  const state = { settled: false, stuck: false };
  const end = (): void => {
    state.settled = true;
  };
  work.then(end, end);
  let quiet = 0;
  while (!state.settled) {
    const turnedAt = performance.now();
    await pause();
    const active = countActive();
    quiet = active > idle ? 0 : quiet + Math.min(performance.now() - turnedAt, LONGEST_TURN_MS);
    idle = Math.min(idle, active);
    const next = clock.nextIn;
    const patience = next === undefined || next > LONG_JUMP_MS ? LONG_QUIET_MS : QUIET_MS;
    if (quiet < patience) continue;
    if (next !== undefined) await clock.advance(next);
    else if (!state.stuck) {
      state.stuck = true;
      onStuck();
    }
    quiet = 0;
  }
  return work;
}

function countActive(): number {
  return process.getActiveResourcesInfo().filter((type) => !IDLE.has(type)).length;
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1);
  });
}
