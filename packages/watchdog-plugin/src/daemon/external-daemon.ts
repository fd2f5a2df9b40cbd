import { dirname, join } from "node:path";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import { daemonError } from "./daemon-errors.js";
import type { Daemon } from "./daemon.js";
import { findLockHolder } from "./embedded-daemon.js";
import { isProgramRunning, type ProgramLister } from "./list-programs.js";
import { startDetached } from "./start-detached.js";
import type { WatchPlaces } from "./watch-places.js";

export interface ExternalParts extends ProgramLister {
  readonly places: WatchPlaces;
  /** The environment's WATCHDOG_EXE. */
  readonly program: string | undefined;
  exists(path: string): boolean;
}

/** The service that the environment's WATCHDOG_EXE names, aind-watchdog-service as a rule. Never stopped by us: it may be copying. */
export function createExternalDaemon(parts: ExternalParts): Daemon {
  const { places, program } = parts;
  return {
    kind: "external",
    findWatcher: async () => {
      const holder = await findLockHolder(places.flagFolder);
      if (holder !== undefined || program === undefined) return holder;
      return (await isProgramRunning(parts, program)) === true ? `a process of ${program}` : undefined;
    },
    start: async () => {
      const executable = requireExecutable(parts);
      return startDetached({
        command: [executable, "-c", places.configFile],
        directory: dirname(executable),
        environment: parts.environment,
        logFile: join(places.flagFolder, RIGLINE_FOLDER, "external-watchdog.log"),
      });
    },
  };
}

/** Throws WATCHDOG_EXE_MISSING. */
export function requireExecutable({ program, exists }: Pick<ExternalParts, "program" | "exists">): string {
  if (program === undefined) throw daemonError("WATCHDOG_EXE_MISSING", { what: "the environment has no WATCHDOG_EXE" });
  if (!exists(program))
    throw daemonError("WATCHDOG_EXE_MISSING", {
      what: `there is no program ${program} (WATCHDOG_EXE)`,
      where: { file: program },
    });
  return program;
}
