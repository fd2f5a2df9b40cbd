import { dirname, join } from "node:path";
import type { Clock, FileSystem, Logger, Machine, ProcessLocks } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import type { ProcessLock } from "@rigline/foundation/lock";
import { mark } from "@rigline/foundation/marks";
import { RIGLINE_FOLDER, watchdogLockName } from "@rigline/manifest";
import { daemonError } from "./daemon-errors.js";
import type { Daemon } from "./daemon.js";
import { findLockHolder, stopOwn } from "./embedded-daemon.js";
import { isProgramRunning, type ProgramLister } from "./list-programs.js";
import { requireExecutable } from "./service-program.js";
import type { DaemonHost } from "./daemon-host.js";
import type { StartedProcess } from "./start-detached.js";
import { findStartedService, rememberStartedService, type StartedService } from "./started-service.js";
import type { WatchPlaces } from "./watch-places.js";

const START_ATTEMPTS = 50;
const START_RETRY_MS = 100;

export interface ExternalParts extends ProgramLister {
  readonly places: WatchPlaces;
  /** The environment's WATCHDOG_EXE. */
  readonly program: string | undefined;
  readonly fileSystem: FileSystem;
  readonly locks: ProcessLocks;
  readonly clock: Clock;
  readonly host: DaemonHost;
  readonly machine: Pick<Machine, "pid" | "endOutliving">;
  readonly log: Pick<Logger, "warning">;
}

/**
 * The service that the environment's WATCHDOG_EXE names, aind-watchdog-service as a rule. Never stopped unless a
 * person asks for it: it may be copying. That it runs is known by the best evidence there is: the flag folder's lock, the
 * process that we started ourselves, and last the system's list, which shows a `.bat`, a shim or another account's process
 * by another name or not at all.
 */
export function createExternalDaemon(parts: ExternalParts): Daemon {
  const { places, program } = parts;
  const seen = new Set<number>();
  return {
    kind: "external",
    findWatcher: async () => {
      const holder = await findLockHolder(parts, places.flagFolder);
      if (holder !== undefined) return holder;
      const ours = await findStartedService(parts, seen);
      if (ours !== undefined) return `${ours.program} (pid ${ours.pid}, started by Rigline)`;
      if (program === undefined) return undefined;
      return (await isProgramRunning(parts, program)) === true ? `a process of ${program}` : undefined;
    },
    stop: async () => {
      if ((await findLockHolder(parts, places.flagFolder)) !== undefined) return stopOwn(parts, places.flagFolder);
      const ours = await findStartedService(parts);
      if (ours !== undefined) return endService(parts, ours);
      throw daemonError("DAEMON_NOT_OURS", {
        what: `that ${program ?? "the service"} runs is known by its name alone`,
      });
    },
    start: async () => {
      const executable = requireExecutable(parts);
      const lock = await lockStart(parts);
      try {
        // Another rig's launcher may have started one since nobody was found.
        const others = await findStartedService(parts);
        if (others === undefined) return await startService(parts, executable);
        mark("watch: a service that another launcher started meanwhile is not started twice");
        return follow(others, logFileOf(places));
      } finally {
        await lock.release();
      }
    },
  };
}

const END_GRACE_MS = 5000;

async function endService(
  { machine, environment, clock }: ExternalParts,
  { pid, started, program }: StartedService,
): Promise<void> {
  const left =
    started === undefined
      ? { pids: [pid] }
      : await machine.endOutliving({ pid, started }, { environment, clock, mark: "", graceMs: END_GRACE_MS });
  if (left === undefined) return;
  throw daemonError("DAEMON_STOP_FAILED", { what: `${program} (pid ${left.pids.join(", ")}) could not be ended` });
}

async function startService(parts: ExternalParts, executable: string): Promise<StartedProcess> {
  const { places, environment } = parts;
  const command: [string, ...string[]] = [executable, "-c", places.configFile];
  const logFile = logFileOf(places);
  const started = await parts.host.start({ command, directory: dirname(executable), environment, logFile });
  if (started.pid !== undefined) await remember(parts, started.pid, executable);
  return started;
}

function follow({ pid }: StartedService, logFile: string): StartedProcess {
  return { pid, logFile, ended: new Promise(() => undefined), readTail: () => "" };
}

function logFileOf({ flagFolder }: WatchPlaces): string {
  return join(flagFolder, RIGLINE_FOLDER, "external-watchdog.log");
}

/** One launcher of this machine starts at a time; starting takes no longer than making the process. */
async function lockStart({ places, fileSystem, locks, clock, machine }: ExternalParts): Promise<ProcessLock> {
  const name = `${watchdogLockName(fileSystem.realPath(places.flagFolder))}:start`;
  const holder = { pid: machine.pid, what: "a launcher that starts the watchdog service", since: "" };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await locks.acquire(name, holder);
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      mark("watch: a launcher that starts the service is waited for");
      await clock.sleep(START_RETRY_MS);
    }
  }
}

/** It runs all the same: that the next session will not know it is no reason to fail this one. */
async function remember(parts: ExternalParts, pid: number, program: string): Promise<void> {
  try {
    await rememberStartedService(parts, { pid, program });
  } catch (error) {
    mark("watch: a service that could not be written down runs all the same");
    parts.log.warning(`that ${program} was started (pid ${pid}) could not be written down: ${messageOf(error)}`);
  }
}
