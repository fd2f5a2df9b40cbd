import { EXIT_CODES, RiglineError } from "@rigline/core/errors";
import { acquireProcessLock, nodeFileSystem, systemClock, type ProcessLock } from "@rigline/core/platform";
import { watchdogLockName } from "@rigline/manifest";
import { loadSettings } from "../config/load-settings.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { jobJournals } from "../jobs/job-journal.js";
import { runDaemon, somethingCame, type RunEnd } from "../jobs/run-daemon.js";
import { nodeDisk } from "../platform/node-disk.js";
import { nodeHttpClient } from "../platform/http-client.js";
import { createWorkerPool } from "../work/worker-pool.js";
import { createReporter } from "./create-reporter.js";
import { listenForStop } from "./stop-signals.js";

export interface RunFlags {
  readonly config: string;
  readonly once: boolean;
  readonly exitWhenIdle: number | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** `rigline-watchdog -c …`: the daemon, until it has nothing to do or is told to stop. Returns the exit code. */
export async function runCommand(flags: RunFlags): Promise<number> {
  const clock = systemClock;
  const settings = loadSettings(flags.config);
  const { report, log } = createReporter({
    clock,
    flagFolder: settings.flagFolder,
    json: flags.json,
    verbose: flags.verbose,
  });
  let lock: ProcessLock | undefined = await acquire(settings);
  if (settings.ignored.length > 0) log.debug(`without effect here: ${settings.ignored.join(", ")}`);
  const stop = listenForStop();
  const pool = createWorkerPool({ size: settings.workers, patience: settings.patience });
  const parts: DaemonParts = {
    settings,
    clock,
    disk: nodeDisk,
    fileSystem: nodeFileSystem,
    pool,
    http: nodeHttpClient,
    openJournal: jobJournals(nodeFileSystem, clock),
    report,
    random: Math.random,
  };
  const idleMs = flags.exitWhenIdle === undefined ? settings.idleMs : flags.exitWhenIdle * 1000;
  try {
    report({ event: "started", flagFolder: settings.flagFolder, pid: process.pid });
    let end: RunEnd;
    do {
      end = await runDaemon(parts, { once: flags.once, idleMs, signal: stop.signal, hints: true });
      await lock.release();
      lock = undefined;
      // A launcher publishes first and then asks whether the lock is held, we let go of the lock first and then look: so
      // one of the two sees the other.
      if (end.reason === "idle" && somethingCame(parts, end.left)) lock = await acquireUnlessHeld(settings);
    } while (lock !== undefined);
    report({ event: "stopped", reason: end.reason });
    return flags.once && end.troubled > 0 ? EXIT_CODES.handOff : EXIT_CODES.success;
  } finally {
    await lock?.release();
    await pool.close();
    stop.dispose();
  }
}

function acquire(settings: DaemonSettings): Promise<ProcessLock> {
  return acquireProcessLock(watchdogLockName(settings.flagFolder), {
    pid: process.pid,
    what: `rigline-watchdog of ${settings.flagFolder}`,
    since: new Date().toISOString(),
  });
}

/** Another daemon that was quicker will see what came. */
async function acquireUnlessHeld(settings: DaemonSettings): Promise<ProcessLock | undefined> {
  try {
    return await acquire(settings);
  } catch (error) {
    if (error instanceof RiglineError && error.code === "LOCK_HELD") return undefined;
    throw error;
  }
}
