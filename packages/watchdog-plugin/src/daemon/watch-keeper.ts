import { mark } from "@rigline/foundation/marks";
import { daemonError } from "./daemon-errors.js";
import type { Daemon } from "./daemon.js";
import { ensureRunning, type EnsureParts } from "./ensure-running.js";
import type { StartedProcess } from "./start-detached.js";

/** How often at most a daemon that goes away is started while the launcher looks on. */
const MOST_STARTS = 4;
/** An external service is only known to be listed among the processes; one that can't run has ended by then. */
const PROBATION_MS = 5000;

/** Sees to it that a flag folder is watched for as long as the launcher looks on. */
export interface WatchKeeper {
  /** Starts the daemon when nobody watches. Returns who does. */
  ensure(signal: AbortSignal): Promise<string>;
  /** Starts it again when it is gone. Throws DAEMON_START_FAILED when that has proved to be of no use. */
  keep(signal: AbortSignal): Promise<void>;
  /** How long it must be looked on at least, in milliseconds, before it can be said that somebody watches. */
  probationMs(): number;
}

interface Start {
  readonly process: StartedProcess;
  readonly at: number;
  /** How it ended, and when. */
  end?: { readonly how: string; readonly at: number };
}

export function createWatchKeeper(daemon: Daemon, parts: Omit<EnsureParts, "signal">): WatchKeeper {
  const { clock, log } = parts;
  const external = daemon.kind === "external";
  let starts = 0;
  let latest: Start | undefined;
  const counted: Daemon = {
    ...daemon,
    start: async () => {
      const start: Start = { process: await daemon.start(), at: clock.monotonic() };
      void start.process.ended.then((how) => (start.end = { how, at: clock.monotonic() }));
      starts += 1;
      latest = start;
      return start.process;
    },
  };
  return {
    ensure: (signal) => ensureRunning(counted, { ...parts, signal }),
    keep: async (signal) => {
      if ((await daemon.findWatcher()) !== undefined) return;
      if (latest !== undefined) {
        const { end, at } = latest;
        // The list of processes may fail to come; a second one beside it would do the work twice.
        if (external && end === undefined) {
          mark("watch: a service that the list of processes does not show is not started a second time");
          return;
        }
        if (external && end !== undefined && end.at - at < PROBATION_MS) throw useless(latest.process, end.how);
        if (starts >= MOST_STARTS)
          throw useless(latest.process, `${end?.how ?? "is gone"}, as it did after each of ${starts} starts`);
      }
      mark("watch: a daemon that is gone is started again");
      log.warning("the daemon is gone; starting it again");
      await ensureRunning(counted, { ...parts, signal });
    },
    probationMs: () =>
      external && latest !== undefined ? Math.max(0, latest.at + PROBATION_MS - clock.monotonic()) : 0,
  };

  function useless(process: StartedProcess, how: string): Error {
    const tail = process.readTail(5);
    return daemonError("DAEMON_START_FAILED", {
      what: `the ${daemon.kind} daemon ${how}`,
      where: { file: process.logFile },
      ...(tail === "" ? {} : { why: tail }),
    });
  }
}
