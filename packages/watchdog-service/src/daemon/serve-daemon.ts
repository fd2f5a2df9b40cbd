import { RiglineError } from "@rigline/foundation/errors";
import type { HttpLimits } from "@rigline/foundation/http";
import type { ProcessLock, ProcessLocks } from "@rigline/foundation/lock";
import type { Logger } from "@rigline/foundation/platform";
import {
  clearStopRequest,
  type DaemonRun,
  readStopRequest,
  type SecretSource,
  watchdogLockName,
} from "@rigline/manifest";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { ReportEvent } from "../jobs/daemon-events.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { hearJournals, type JournalListener } from "../jobs/heard-journals.js";
import { jobJournals } from "../jobs/job-journal.js";
import { Notifier } from "../notify/notifier.js";
import { createFollowing } from "../follow/following.js";
import type { RecordingProbe } from "../follow/recording-pressure.js";
import { ManifestOutbox } from "../outbox/manifest-outbox.js";
import { Retainer } from "../retention/retainer.js";
import type { Worker } from "../work/worker.js";
import { CatalogueTeller } from "../catalogue/catalogue-teller.js";
import type { HttpRequest } from "../catalogue/http-request.js";
import { SciCat } from "../catalogue/sci-cat.js";
import { type KeepAwake, StayAwake } from "../awake/stay-awake.js";
import { Auditor } from "../audit/auditor.js";
import { BandwidthLimiter, type Bandwidth } from "../bandwidth/bandwidth-limiter.js";
import { createWorkerPool } from "../work/worker-pool.js";
import { UploadFollower } from "../uploads/upload-follower.js";
import { runDaemon, somethingCame, type RunEnd, type DaemonRunOptions } from "./run-daemon.js";
import { serveFolder } from "./serve-folder.js";

/** All by which a daemon reaches out of itself: nothing below these is real where none of them is. */
export interface DaemonPorts extends Omit<
  DaemonParts,
  "settings" | "pool" | "openJournal" | "awake" | "followed" | "throttle"
> {
  readonly locks: ProcessLocks;
  /** `bandwidth`: whom a worker has to ask before it sends more; undefined: there is no limit at any hour. */
  /** `yields`: whatever else runs on the rig goes first. */
  readonly startWorker: (bandwidth?: Bandwidth, yields?: boolean) => Worker;
  /** What a small write takes beside a running session; absent: nobody can tell, and no copy rests. */
  readonly probeRecording?: RecordingProbe;
  /** Whether a process has this id now; absent: launchers are taken for gone. */
  readonly isProcessThere?: (pid: number) => boolean;
  /** Absent: the computer may go to sleep whenever it likes. */
  readonly keepAwake?: KeepAwake;
  readonly log: Pick<Logger, "debug" | "warning">;
  /** Throws NOTIFY_SECRET_MISSING. */
  readonly readSecret: (source: SecretSource) => string;
  /** Hears what is written of jobs. */
  readonly journals?: JournalListener;
  /** The JSON document at an address. Rejects on any other answer than 200. */
  readonly getJson: (url: string, limits: HttpLimits) => Promise<unknown>;
  /** By which a catalogue is asked; absent: none is told. */
  readonly request?: HttpRequest;
  /** Of the daemon's own process. */
  readonly pid: number;
}

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
  const following = settings.follow === true ? createFollowing(settings, ports, limiter) : undefined;
  const { bandwidth = limiter, follower } = following ?? {};
  const startOne = (): Worker => startWorker(bandwidth, following !== undefined);
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
    throttle: (bytesPerSecond) => limiter?.throttle(bytesPerSecond),
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
        const run = (): Promise<RunEnd> => serve(settings, ports, parts, running);
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

/** The loop, and beside it whoever asks what becomes of uploads, and whoever tells people of its jobs. */
function serve(
  settings: DaemonSettings,
  ports: DaemonPorts,
  parts: DaemonParts,
  options: DaemonRunOptions,
): Promise<RunEnd> {
  return auditOf(settings, ports, parts, (audited) =>
    tellOf(settings, ports, audited, (heard) => retain(heard, () => followAndRun(ports, heard, options))),
  );
}

/** What was handed off is deleted at the rig by the rules of the watch config, beside the jobs. */
function retain(parts: DaemonParts, run: () => Promise<RunEnd>): Promise<RunEnd> {
  const { retention } = parts.settings;
  return retention === undefined ? run() : new Retainer(parts, retention).during(run);
}

/** Published copies are read again beside the jobs, by a worker of its own that keeps its own pace. */
async function auditOf(
  settings: DaemonSettings,
  { startWorker, clock }: DaemonPorts,
  parts: DaemonParts,
  run: (parts: DaemonParts) => Promise<RunEnd>,
): Promise<RunEnd> {
  const { audit, patience } = settings;
  if (audit === undefined) return run(parts);
  const whole = { from: 0, to: 0, bytesPerSecond: audit.hours.bytesPerSecond };
  const pace = new BandwidthLimiter([whole], clock);
  const pool = createWorkerPool({ size: 1, patience, clock, startWorker: () => startWorker(pace, true) });
  const auditor = new Auditor({ ...parts, pool }, audit);
  const report: ReportEvent = (event) => {
    parts.report(event);
    auditor.hearEvent(event);
  };
  try {
    return await auditor.during(() => run({ ...parts, report }));
  } finally {
    await pool.close();
  }
}

function followAndRun(ports: DaemonPorts, heard: DaemonParts, options: DaemonRunOptions): Promise<RunEnd> {
  const follower = new UploadFollower({ ...heard, getJson: ports.getJson });
  const teller = createTeller(ports, heard);
  const report: ReportEvent = (event) => {
    heard.report(event);
    follower.hearEvent(event);
    teller?.hearEvent(event);
  };
  const run = (): Promise<RunEnd> => follower.during(options, () => runDaemon({ ...heard, report }, options));
  return teller === undefined ? run() : teller.during(options, run);
}

/** Whoever tells the catalogue of sessions; undefined: there is none. */
function createTeller({ request, readSecret }: DaemonPorts, heard: DaemonParts): CatalogueTeller | undefined {
  const { catalogue, hostname, submitTimeoutMs: timeoutMs } = heard.settings;
  if (catalogue === undefined || request === undefined) return undefined;
  const { scicat: settings } = catalogue;
  const readToken = (): string => readSecret(settings.token);
  return new CatalogueTeller(heard, new SciCat({ settings, hostname, timeoutMs, request, readToken }));
}

function tellOf(
  settings: DaemonSettings,
  ports: DaemonPorts,
  parts: DaemonParts,
  run: (parts: DaemonParts) => Promise<RunEnd>,
): Promise<RunEnd> {
  if (settings.notify === undefined) return run(parts);
  const notifier = new Notifier({ ...parts, readSecret: ports.readSecret }, settings.notify);
  const report: ReportEvent = (event) => {
    parts.report(event);
    notifier.hearEvent(event);
  };
  const openJournal = hearJournals(parts.openJournal, notifier.journals);
  return notifier.during(() => run({ ...parts, report, openJournal }));
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
