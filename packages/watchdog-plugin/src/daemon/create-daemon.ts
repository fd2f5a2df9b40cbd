import type { PluginParts } from "../parts.js";
import type { Daemon } from "./daemon.js";
import { createEmbeddedDaemon } from "./embedded-daemon.js";
import { environmentPath } from "./environment-path.js";
import { createExternalDaemon } from "./external-daemon.js";
import type { WatchPlaces } from "./watch-places.js";

/** Who is to watch: with `auto`, the service of the environment's WATCHDOG_EXE, if it names one. */
export function serviceOf({
  options,
  environment,
}: Pick<PluginParts, "options" | "environment">): "embedded" | "external" | "none" {
  if (options.service !== "auto") return options.service;
  return executableOf(environment) === undefined ? "embedded" : "external";
}

/** The environment's WATCHDOG_EXE; an empty one counts as none. */
export function executableOf(environment: Readonly<Record<string, string>>): string | undefined {
  return environmentPath(environment, "WATCHDOG_EXE");
}

/** Undefined: nobody is to be started. */
export function createDaemon(parts: PluginParts, places: WatchPlaces): Daemon | undefined {
  const { environment, config, processes, fileSystem, locks, clock, host } = parts;
  switch (serviceOf(parts)) {
    case "none":
      return undefined;
    case "embedded":
      return createEmbeddedDaemon({ places, environment, configFolder: config.folder, fileSystem, locks, host, clock });
    case "external":
      return createExternalDaemon({
        places,
        environment,
        processes,
        program: executableOf(environment),
        directory: config.folder,
        platform: process.platform,
        fileSystem,
        locks,
        clock,
        host,
        machine: parts.machine,
        log: parts.log,
      });
  }
}
