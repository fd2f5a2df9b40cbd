import type { FakeClock } from "@rigline/foundation/testing";

/** Real milliseconds without anything in flight, before time is moved to the next timer. */
const QUIET_MS = 20;
/** The same before a jump of more than so many fake milliseconds: that is a time limit, not a plugin's own pause. */
const LONG_JUMP_MS = 10_000;
const LONG_QUIET_MS = 500;

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
 * Moves a fake clock on until the work has settled: whenever nothing is under way in the real world (files, connections,
 * child processes), time goes to the next timer. When there is none either, `onStuck` is called, once.
 */
export async function driveClock<Result>(
  clock: FakeClock,
  work: Promise<Result>,
  onStuck: () => void = () => undefined,
): Promise<Result> {
  const state = { settled: false, stuck: false };
  const end = (): void => {
    state.settled = true;
  };
  work.then(end, end);
  const before = countActive();
  let quietSince = performance.now();
  while (!state.settled) {
    await pause();
    if (countActive() > before) quietSince = performance.now();
    const next = clock.nextIn;
    const patience = next === undefined || next > LONG_JUMP_MS ? LONG_QUIET_MS : QUIET_MS;
    if (performance.now() - quietSince < patience) continue;
    if (next !== undefined) await clock.advance(next);
    else if (!state.stuck) {
      state.stuck = true;
      onStuck();
    }
    quietSince = performance.now();
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
