import { createHook } from "node:async_hooks";
import type { FakeClock } from "@rigline/foundation/testing";

/** Real milliseconds without anything in flight, before time is moved to the next timer. */
const QUIET_MS = 20;
/** The same before a jump of more than so many fake milliseconds: that is a time limit, not a plugin's own pause. */
const LONG_JUMP_MS = 10_000;
const LONG_QUIET_MS = 500;
/** So much of a turn counts at most: a process that was not let run has seen nothing, and what fell due meanwhile comes next. */
const LONGEST_TURN_MS = 5;

/** What does something elsewhere for as long as it is open: a child process, its pipes, a connection. */
const OPEN = new Set(["PROCESSWRAP", "PIPEWRAP", "TCPWRAP", "UDPWRAP"]);

interface Handle {
  /** Whether it is open, and the event loop would stay for it. */
  hasRef(): boolean;
}

/**
 * Begins the work, and moves a fake clock on until it has settled: whenever nothing is under way in the real world (files, connections,
 * child processes), time goes to the next timer. When there is none either, `onStuck` is called, once.
 */
export async function driveClock<Result>(
  clock: FakeClock,
  begin: () => Promise<Result>,
  onStuck: () => void = () => undefined,
): Promise<Result> {
  // Told apart from what was open before one by one: a count stays the same where one thing ends and the next begins in one turn.
  const opened = new Set<Handle>();
  const hook = createHook({
    init: (_id, type, _trigger, resource) => {
      if (OPEN.has(type)) opened.add(resource as Handle);
    },
  }).enable();
  try {
    return await drive(clock, begin(), () => isUnderWay(opened), onStuck);
  } finally {
    hook.disable();
  }
}

async function drive<Result>(
  clock: FakeClock,
  work: Promise<Result>,
  underWay: () => boolean,
  onStuck: () => void,
): Promise<Result> {
  const state = { settled: false, stuck: false };
  const end = (): void => {
    state.settled = true;
  };
  work.then(end, end);
  let quiet = 0;
  while (!state.settled) {
    const turnedAt = performance.now();
    await pause();
    quiet = underWay() ? 0 : quiet + Math.min(performance.now() - turnedAt, LONGEST_TURN_MS);
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

function isUnderWay(opened: Set<Handle>): boolean {
  const open = [...opened].some((handle) => handle.hasRef());
  // Files and names that are asked for right now, by whom it may be: each comes to an end by itself.
  return open || process.getActiveResourcesInfo().some((type) => type.includes("Req"));
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1);
  });
}
