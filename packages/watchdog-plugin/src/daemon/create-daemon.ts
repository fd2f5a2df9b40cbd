import type { PluginParts } from "../parts.js";
import type { Daemon } from "./daemon.js";
import { createEmbeddedDaemon } from "./embedded-daemon.js";
import { environmentPath } from "./environment-path.js";
import { createExternalDaemon } from "./external-daemon.js";
import { isOwnProgram } from "./service-program.js";
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
  const common = { places, environment, fileSystem, locks, host, clock };
  const own = { ...common, configFolder: config.folder };
  switch (serviceOf(parts)) {
    case "none":
      return undefined;
    case "embedded":
      return createEmbeddedDaemon(own);
    case "external": {
      const program = executableOf(environment);
      if (program !== undefined && isOwnProgram(program)) return createEmbeddedDaemon({ ...own, program });
      const { platform } = process;
      const { machine, log } = parts;
      return createExternalDaemon({ ...common, processes, program, directory: config.folder, platform, machine, log });
    }
  }
}
