import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { readLockHolder } from "@rigline/foundation/lock";
import { RIGLINE_FOLDER, watchdogLockName } from "@rigline/manifest";
import { daemonError } from "./daemon-errors.js";
import type { Daemon } from "./daemon.js";
import { findDaemonProgram } from "./find-daemon-program.js";
import { startDetached } from "./start-detached.js";
import type { WatchPlaces } from "./watch-places.js";

/** With nothing left to do the daemon ends after so long; the next session starts it again. */
const IDLE_SECONDS = 60;

export interface EmbeddedParts {
  readonly places: WatchPlaces;
  /** Where the search for the daemon's package starts. */
  readonly configFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The daemon's script, instead of looking for the package. */
  readonly program?: string | undefined;
}

/** Rigline's own daemon. Whoever watches a flag folder holds its lock, so any of them, started by anybody, is seen. */
export function createEmbeddedDaemon({ places, configFolder, environment, program }: EmbeddedParts): Daemon {
  return {
    kind: "embedded",
    findWatcher: () => findLockHolder(places.flagFolder),
    start: async () => {
      const script = program ?? findDaemonProgram(configFolder);
      if (script === undefined) {
        throw daemonError("DAEMON_PROGRAM_MISSING", {
          what: `@rigline/watchdog-service is not installed in ${configFolder} or above it`,
        });
      }
      return startDetached({
        command: [process.execPath, script, "-c", places.configFile, "--exit-when-idle", String(IDLE_SECONDS)],
        // Not the queue: a folder that a process stands in can not be moved or removed on Windows.
        directory: dirname(script),
        environment,
        logFile: join(places.flagFolder, RIGLINE_FOLDER, "daemon.log"),
      });
    },
  };
}

/** `rigline-watchdog (pid 4711)`; undefined when nobody holds the flag folder's lock. */
export async function findLockHolder(flagFolder: string): Promise<string | undefined> {
  const holder = await readLockHolder(watchdogLockName(realpathSync.native(flagFolder)));
  if (holder === undefined) return undefined;
  return holder.pid === 0 ? holder.what : `${holder.what} (pid ${holder.pid})`;
}
