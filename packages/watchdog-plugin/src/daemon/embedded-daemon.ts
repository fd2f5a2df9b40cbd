import { dirname, join } from "node:path";
import type { Clock, FileSystem, ProcessLocks } from "@rigline/core";
import { describePid } from "@rigline/foundation/lock";
import { RIGLINE_FOLDER, stopDaemon, watchdogLockName } from "@rigline/manifest";
import { daemonError } from "./daemon-errors.js";
import type { Daemon } from "./daemon.js";
import type { DaemonHost } from "./daemon-host.js";
import { requireExecutable } from "./service-program.js";
import type { WatchPlaces } from "./watch-places.js";

/** With nothing left to do the daemon ends after so long; the next session starts it again. */
const IDLE_SECONDS = 60;

/** What says who watches a flag folder. */
export interface LockParts {
  readonly fileSystem: FileSystem;
  readonly locks: ProcessLocks;
}

export interface EmbeddedParts extends LockParts {
  readonly places: WatchPlaces;
  /** Where the search for the daemon's package starts. */
  readonly configFolder: string;
  /** The environment's WATCHDOG_EXE, where it is Rigline's own program: it is started in place of what is found, and stays. */
  readonly program?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly host: DaemonHost;
  readonly clock: Pick<Clock, "sleep" | "monotonic">;
}

/** One that lets go of a share that is dead has ended by then. */
const STOP_MS = 30_000;

/** Rigline's own daemon. Whoever watches a flag folder holds its lock, so any of them, started by anybody, is seen. */
export function createEmbeddedDaemon(parts: EmbeddedParts): Daemon {
  const { places, environment, host } = parts;
  return {
    kind: "embedded",
    findWatcher: () => findLockHolder(parts, places.flagFolder),
    stop: () => stopOwn(parts, places.flagFolder),
    start: async () => {
      const { command, file } = findCommand(parts);
      return host.start({
        command,
        // Not the queue: a folder that a process stands in can not be moved or removed on Windows.
        directory: dirname(file),
        environment,
        logFile: join(places.flagFolder, RIGLINE_FOLDER, "daemon.log"),
      });
    },
  };
}

interface StartCommand {
  readonly command: readonly [string, ...string[]];
  /** What of it is Rigline's. */
  readonly file: string;
}

function findCommand({ program, fileSystem, host, configFolder, places: { configFile } }: EmbeddedParts): StartCommand {
  if (program !== undefined) {
    const file = requireExecutable({ program, fileSystem });
    return { command: [file, "-c", configFile], file };
  }
  const file = host.findProgram(configFolder);
  if (file === undefined)
    throw daemonError("DAEMON_PROGRAM_MISSING", {
      what: `@rigline/watchdog-service is not installed in ${configFolder} or above it`,
    });
  const command = [process.execPath, file, "-c", configFile, "--exit-when-idle", String(IDLE_SECONDS)] as const;
  return { command, file };
}

/** Throws DAEMON_STOP_FAILED. */
export async function stopOwn(parts: LockParts & Pick<EmbeddedParts, "clock">, flagFolder: string): Promise<void> {
  const { holder, ended } = await stopDaemon(parts, flagFolder, { now: true, waitMs: STOP_MS });
  if (ended || holder === undefined) return;
  throw daemonError("DAEMON_STOP_FAILED", {
    what: `${holder.what} (${describePid(holder)}) was asked to end ${STOP_MS / 1000} s ago and still runs`,
    where: { file: flagFolder },
  });
}

/** `rigline-watchdog (pid 4711)`; undefined when nobody holds the flag folder's lock. */
export async function findLockHolder(
  { fileSystem, locks }: LockParts,
  flagFolder: string,
): Promise<string | undefined> {
  // Before the first hand-off there is none.
  if (!fileSystem.exists(flagFolder)) return undefined;
  const holder = await locks.holder(watchdogLockName(fileSystem.realPath(flagFolder)));
  if (holder === undefined) return undefined;
  return holder.pid === undefined ? holder.what : `${holder.what} (pid ${holder.pid})`;
}
