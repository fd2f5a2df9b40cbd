import type { Bandwidth } from "../bandwidth/bandwidth-limiter.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { createWorkerPool } from "../work/worker-pool.js";
import type { Worker } from "../work/worker.js";
import { KnownRecordings } from "./known-recordings.js";
import { RecordingPressure, type RecordingProbe } from "./recording-pressure.js";
import { SessionFollower } from "./session-follower.js";

/** One for small files, and one for large ones beside. */
const WORKERS = 2;

export interface FollowingPorts extends Omit<
  DaemonParts,
  "settings" | "pool" | "openJournal" | "awake" | "followed" | "resting"
> {
  readonly startWorker: (bandwidth?: Bandwidth, yields?: boolean) => Worker;
  readonly probeRecording?: RecordingProbe;
  readonly isProcessThere?: (pid: number) => boolean;
}

/** A daemon's part in sessions that still run. */
export interface Following {
  /** Undefined: none is copied before it has ended. */
  readonly follower: SessionFollower | undefined;
  /** Whom every worker of the daemon has to ask, those of hand-offs too: all copying yields to a running session. */
  readonly bandwidth: Bandwidth;
  /** Why all copying rests just now, one phrase; undefined: it does not. */
  readonly resting: () => string | undefined;
  /** Goes on while something runs; with `once` no session is followed. */
  during<T>(options: { readonly once: boolean }, run: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** `limit`: of the bandwidth; undefined: there is none. */
export function createFollowing(
  settings: DaemonSettings,
  ports: FollowingPorts,
  limit: Bandwidth | undefined,
): Following {
  const { clock, fileSystem, report, probeRecording: probe, isProcessThere = () => false } = ports;
  const signs = new KnownRecordings({ settings, fileSystem, clock, isProcessThere });
  const recordings = (): readonly string[] => [
    ...new Set([...(copier?.follower.recordings ?? []), ...(settings.yieldToSessions === true ? signs.folders : [])]),
  ];
  const pressure = new RecordingPressure({
    clock,
    probe,
    recordings,
    bandwidth: limit,
    follows: settings.follow === true,
    onFirstRest: (message) => report({ event: "notice", message }),
  });
  const resting = (): string | undefined => pressure.resting;
  const copier = settings.follow === true ? createCopier(settings, ports, pressure) : undefined;
  return {
    follower: copier?.follower,
    bandwidth: pressure,
    resting,
    during: (options, run) =>
      pressure.during(() => (copier === undefined ? run() : copier.follower.during(options, run))),
    close: async () => copier?.close(),
  };
}

interface Copier {
  readonly follower: SessionFollower;
  close(): Promise<void>;
}

/** With workers of its own: those of hand-offs wait for no recording. */
function createCopier(settings: DaemonSettings, ports: FollowingPorts, pressure: RecordingPressure): Copier {
  const { clock, startWorker, isProcessThere = () => false } = ports;
  const { patience } = settings;
  const pool = createWorkerPool({ size: WORKERS, patience, clock, startWorker: () => startWorker(pressure, true) });
  const resting = (): string | undefined => pressure.resting;
  return {
    follower: new SessionFollower({ ...ports, settings, pool, isProcessThere, resting }),
    close: () => pool.close(),
  };
}
