import { RiglineError } from "@rigline/foundation/errors";
import type { ProcessLock } from "@rigline/foundation/lock";
import { clearStopRequest, type DaemonRun, readStopRequest, watchdogLockName } from "@rigline/manifest";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { hearJournals } from "../jobs/heard-journals.js";
import { jobJournals } from "../jobs/job-journal.js";
import { createFollowing } from "../follow/following.js";
import { ManifestOutbox } from "../outbox/manifest-outbox.js";
import type { Worker } from "../work/worker.js";
import { StayAwake } from "../awake/stay-awake.js";
import { BandwidthLimiter } from "../bandwidth/bandwidth-limiter.js";
import { createWorkerPool } from "../work/worker-pool.js";
import type { DaemonPorts } from "./daemon-ports.js";
import { runBeside } from "./run-beside.js";
import { somethingCame, type RunEnd, type DaemonRunOptions } from "./run-daemon.js";
import { serveFolder } from "./serve-folder.js";

/**
 * A daemon from its lock to its end: the one of `rigline-watchdog`, and with other ports the one of a simulated rig. Rejects
 * with LOCK_HELD where another serves the flag folder, and with LOCK_UNAVAILABLE.
 */
export async function serveDaemon(
  settings: DaemonSettings,
  ports: DaemonPorts,
  options: Pick<DaemonRunOptions, "once" | "idleMs" | "signal">,
): Promise<RunEnd> {
  const { clock, fileSystem, startWorker, report } = ports;
  const { workers, patience, hostname, bandwidth: hours = [] } = settings;
  const isEverLimited = hours.length > 0 || ports.hearsHolds === true;
  const limiter = isEverLimited ? new BandwidthLimiter(hours, clock) : undefined;
  // Where nobody can tell how a recording's disk fares there is nothing to yield by.
  const isYielding = settings.yieldToSessions === true && ports.probeRecording !== undefined;
  const following = settings.follow === true || isYielding ? createFollowing(settings, ports, limiter) : undefined;
  const { bandwidth = limiter, follower, resting } = following ?? {};
  const startOne = (): Worker => startWorker(bandwidth, follower !== undefined);
  const pool = createWorkerPool({ size: workers, patience, clock, startWorker: startOne });
  const awake = stayAwake(settings, ports);
  const openJournal = jobJournals(fileSystem, clock, hostname);
  const { journals } = ports;
  const parts: DaemonParts = {
    ...ports,
    settings,
    pool,
    awake,
    followed: follower,
    resting,
    throttle: (bytesPerSecond) => limiter?.throttle(bytesPerSecond),
    throttled: () => limiter?.throttled,
    openJournal: journals === undefined ? openJournal : hearJournals(openJournal, journals),
  };
  // One for its whole life, however often it takes the lock: by this it is asked to stop.
  const run: DaemonRun = { pid: ports.pid, since: clock.now().toISOString() };
  const outbox = new ManifestOutbox(ports, settings);
  const running: DaemonRunOptions = {
    ...options,
    asked: () => isAskedToStop(settings, ports, run),
    publishWaiting: async () => (await outbox.publish()) + (follower?.pending ?? 0),
  };
  try {
    const end = await serveFolder({
      acquire: async () => {
        const lock = await acquire(settings, ports, run);
        // Of a daemon before, whose id this one was given, and by a release that asks by that alone.
        if (isAskedToStop(settings, ports, run) !== undefined) clearStopRequest(fileSystem, settings.flagFolder);
        tellStart(settings, ports);
        return lock;
      },
      acquireUnlessHeld: () => acquireUnlessHeld(settings, ports, run),
      serve: () => {
        const run = (): Promise<RunEnd> => runLeased(ports, parts, running);
        return following === undefined ? run() : following.during(running, run);
      },
      somethingCame: (left) => somethingCame(parts, left),
    });
    if (end.reason === "request") clearStopRequest(fileSystem, settings.flagFolder);
    report({ event: "stopped", reason: end.reason });
    return end;
  } finally {
    awake?.end();
    await Promise.all([pool.close(), following?.close()]);
  }
}

/** Where several machines share the flag folder, while this one holds its lease. */
async function runLeased(ports: DaemonPorts, parts: DaemonParts, options: DaemonRunOptions): Promise<RunEnd> {
  const { settings } = parts;
  const { request, readSecret, clock, fileSystem, journals, pid } = ports;
  const { fleet, hostname } = settings;
  const { lease } = fleet ?? {};
  if (fleet === undefined || lease === undefined || request === undefined)
    return runBeside(settings, ports, parts, options);
  // Loaded here: most flag folders are one machine's.
  const { serveLeased } = await import("../fleet/serve-leased.js");
  const run = (leased: DaemonParts, running: DaemonRunOptions, worksAs: string): Promise<RunEnd> => {
    const openJournal = jobJournals(fileSystem, clock, worksAs);
    const heard = journals === undefined ? openJournal : hearJournals(openJournal, journals);
    // Who takes over goes on with what another machine has begun of a session in parts.
    const own = { ...settings, worksAs, handsOffAs: `lease ${lease}` };
    return runBeside(own, ports, { ...leased, settings: own, openJournal: heard }, running);
  };
  const holder = `${hostname} ${pid} ${fileSystem.uniqueName()}`;
  return serveLeased({ parts, options, run, holder }, { request, readSecret }, { ...fleet, lease });
}

function stayAwake({ stayAwake: isWanted = true }: DaemonSettings, ports: DaemonPorts): StayAwake | undefined {
  const { keepAwake, clock, log } = ports;
  if (!isWanted || keepAwake === undefined) return undefined;
  return new StayAwake({ clock, keepAwake, warn: (message) => log.warning(message) });
}

function isAskedToStop(
  { flagFolder }: DaemonSettings,
  { fileSystem }: DaemonPorts,
  run: DaemonRun,
): "soon" | "now" | undefined {
  const request = readStopRequest(fileSystem, flagFolder, run);
  return request === undefined ? undefined : request.now ? "now" : "soon";
}

function tellStart({ flagFolder, notices, withoutEffect }: DaemonSettings, { log, report, pid }: DaemonPorts): void {
  for (const notice of notices) log.warning(notice);
  if (withoutEffect.length > 0) log.debug(`without effect here: ${withoutEffect.join(", ")}`);
  report({ event: "started", flagFolder, pid });
}

function acquire({ flagFolder }: DaemonSettings, { locks }: DaemonPorts, run: DaemonRun): Promise<ProcessLock> {
  return locks.acquire(watchdogLockName(flagFolder), { ...run, what: `rigline-watchdog of ${flagFolder}` });
}

async function acquireUnlessHeld(
  settings: DaemonSettings,
  ports: DaemonPorts,
  run: DaemonRun,
): Promise<ProcessLock | undefined> {
  try {
    return await acquire(settings, ports, run);
  } catch (error) {
    if (error instanceof RiglineError && error.code === "LOCK_HELD") return undefined;
    throw error;
  }
}
