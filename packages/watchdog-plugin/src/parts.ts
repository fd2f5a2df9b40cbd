import {
  CLOCK,
  ENVIRONMENT,
  FILE_SYSTEM,
  LAUNCHER_LOGS,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  type Clock,
  type FileSystem,
  type LauncherLogs,
  type Logger,
  type ProcessRunner,
  type ResolvedConfig,
  type Services,
} from "@rigline/core";
import type { WatchdogOptions } from "./options/watchdog-options.js";

/** What the plugin takes from its container, with its options. */
export interface PluginParts {
  readonly options: WatchdogOptions;
  readonly config: ResolvedConfig;
  readonly environment: Readonly<Record<string, string>>;
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly processes: ProcessRunner;
  readonly logs: LauncherLogs | undefined;
  readonly log: Logger;
}

export function takeParts(services: Services, options: WatchdogOptions, log: Logger): PluginParts {
  return {
    options,
    config: services.resolve(RESOLVED_CONFIG),
    environment: services.resolve(ENVIRONMENT),
    fileSystem: services.resolve(FILE_SYSTEM),
    clock: services.resolve(CLOCK),
    processes: services.resolve(PROCESS_RUNNER),
    logs: services.tryResolve(LAUNCHER_LOGS),
    log,
  };
}
