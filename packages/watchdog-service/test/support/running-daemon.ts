import { setImmediate } from "node:timers/promises";
import { createFakeClock, type FakeClock } from "@rigline/foundation/testing";
import { onTestFinished } from "vitest";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import type { DaemonParts } from "../../src/jobs/daemon-parts.js";
import { runDaemon, type RunEnd } from "../../src/daemon/run-daemon.js";
import { partsFor, type Rig, type TestParts } from "./rig.js";

/** A daemon whose time is moved by the test; its disk and its folder are real. */
export interface RunningDaemon {
  readonly parts: TestParts;
  readonly clock: FakeClock;
  /** Lets time pass, in steps of the rescan interval, with all that it leads to. */
  pass(milliseconds: number): Promise<void>;
  count(kind: DaemonEvent["event"]): number;
  stop(): Promise<RunEnd>;
}

export function runDaemonByHand(
  rig: Rig,
  changes: Omit<Partial<DaemonParts>, "clock"> = {},
  options: { idleMs?: number; zone?: string; clock?: FakeClock } = {},
): RunningDaemon {
  // The flag folder's files have the real time, so the clock starts there.
  const clock = options.clock ?? createFakeClock({ now: new Date(), zone: options.zone ?? "America/Los_Angeles" });
  // Also where the changes are parts of another, with the real time: nobody would move that, nor wait for it.
  const parts = partsFor(rig, { ...changes, clock });
  const stopping = new AbortController();
  const end = runDaemon(parts, { once: false, idleMs: options.idleMs, signal: stopping.signal });
  const stop = (): Promise<RunEnd> => {
    stopping.abort();
    return end;
  };
  const breathe = async (): Promise<void> => {
    for (let turn = 0; turn < 25; turn += 1) await setImmediate();
  };
  const passUntil = async (over: Promise<unknown>): Promise<void> => {
    const waiting = new AbortController();
    void over.finally(() => waiting.abort());
    for (await breathe(); !waiting.signal.aborted; await breathe()) await clock.advance(1000);
  };
  onTestFinished(async () => {
    // Who hangs is given a moment to finish.
    await passUntil(stop());
    // What an order was given up at goes on in a pool without processes, and would make folders anew once they are removed.
    await passUntil(parts.pool.close());
  });
  return {
    parts,
    clock,
    pass: async (milliseconds) => {
      await breathe();
      for (let left = milliseconds; left > 0; left -= parts.settings.rescanMs) {
        await clock.advance(Math.min(left, parts.settings.rescanMs));
        await breathe();
      }
    },
    count: (kind) => parts.events.filter(({ event }) => event === kind).length,
    stop,
  };
}
