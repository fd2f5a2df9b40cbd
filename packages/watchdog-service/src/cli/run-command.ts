import { EXIT_CODES, RiglineError } from "@rigline/foundation/errors";
import { acquireProcessLock, type ProcessLock } from "@rigline/foundation/lock";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { watchdogLockName } from "@rigline/manifest";
import { loadSettings } from "../config/load-settings.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { jobJournals } from "../jobs/job-journal.js";
import { runDaemon, somethingCame } from "../daemon/run-daemon.js";
import { serveFolder } from "../daemon/serve-folder.js";
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
export async function runCommand({ config, once, exitWhenIdle, json, verbose }: RunFlags): Promise<number> {
  const clock = systemClock;
  const settings = loadSettings(config);
  const { flagFolder, workers, patience, withoutEffect, notices } = settings;
  const { report, log } = createReporter({ clock, flagFolder, json, verbose });
  const pool = createWorkerPool({ size: workers, patience });
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
  const idleMs = exitWhenIdle === undefined ? settings.idleMs : exitWhenIdle * 1000;
  const stop = listenForStop();
  try {
    const end = await serveFolder({
      acquire: async () => {
        const lock = await acquire(settings);
        for (const notice of notices) log.warning(notice);
        if (withoutEffect.length > 0) log.debug(`without effect here: ${withoutEffect.join(", ")}`);
        report({ event: "started", flagFolder, pid: process.pid });
        return lock;
      },
      acquireUnlessHeld: () => acquireUnlessHeld(settings),
      serve: () => runDaemon(parts, { once, idleMs, signal: stop.signal, hints: true }),
      somethingCame: (left) => somethingCame(parts, left),
    });
    report({ event: "stopped", reason: end.reason });
    return once && end.troubled > 0 ? EXIT_CODES.handOff : EXIT_CODES.success;
  } finally {
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

async function acquireUnlessHeld(settings: DaemonSettings): Promise<ProcessLock | undefined> {
  try {
    return await acquire(settings);
  } catch (error) {
    if (error instanceof RiglineError && error.code === "LOCK_HELD") return undefined;
    throw error;
  }
}
