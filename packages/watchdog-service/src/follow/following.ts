import type { Bandwidth } from "../bandwidth/bandwidth-limiter.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { createWorkerPool } from "../work/worker-pool.js";
import type { Worker } from "../work/worker.js";
import { RecordingPressure, type RecordingProbe } from "./recording-pressure.js";
import { SessionFollower } from "./session-follower.js";

/** One for small files, and one for large ones beside. */
const WORKERS = 2;

export interface FollowingPorts extends Omit<DaemonParts, "settings" | "pool" | "openJournal" | "awake" | "followed"> {
  readonly startWorker: (bandwidth?: Bandwidth, yields?: boolean) => Worker;
  readonly probeRecording?: RecordingProbe;
  readonly isProcessThere?: (pid: number) => boolean;
}

/** A daemon's part in sessions that still run. */
export interface Following {
  readonly follower: SessionFollower;
  /** Whom every worker of the daemon has to ask, those of hand-offs too: all copying yields to a running session. */
  readonly bandwidth: Bandwidth;
  /** Follows while something runs; with `once` nothing is begun. */
  during<T>(options: { readonly once: boolean }, run: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** With workers of its own: those of hand-offs wait for no recording. `limit`: of the bandwidth; undefined: there is none. */
export function createFollowing(
  settings: DaemonSettings,
  ports: FollowingPorts,
  limit: Bandwidth | undefined,
): Following {
  const { clock, probeRecording: probe, isProcessThere = () => false, startWorker } = ports;
  const { patience } = settings;
  const pressure = new RecordingPressure({
    clock,
    probe,
    bandwidth: limit,
    recordings: () => follower.recordings,
  });
  const pool = createWorkerPool({ size: WORKERS, patience, clock, startWorker: () => startWorker(pressure, true) });
  const resting = (): string | undefined => pressure.resting;
  const follower = new SessionFollower({ ...ports, settings, pool, isProcessThere, resting });
  return {
    follower,
    bandwidth: pressure,
    during: async (options, run) => {
      const abort = new AbortController();
      const watch = options.once ? Promise.resolve() : pressure.watch(abort.signal);
      try {
        return await follower.during(options, run);
      } finally {
        abort.abort();
        await watch;
      }
    },
    close: () => pool.close(),
  };
}
