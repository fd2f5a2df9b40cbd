import {
  ASK_JSON,
  type AskJson,
  CLOCK,
  type Clock,
  ENVIRONMENT,
  FILE_SYSTEM,
  type FileSystem,
  OPTIONS,
  PROCESS_RUNNER,
  type ProcessRunner,
  RESOLVED_CONFIG,
  type ResolvedConfig,
  type Services,
} from "@rigline/core";

/** What a plugin works with that starts something else for a session, by HTTP or by a program, and stops it. */
export interface SessionServices<Options> {
  readonly ask: AskJson;
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
  readonly processes: ProcessRunner;
  readonly environment: Readonly<Record<string, string>>;
  readonly config: ResolvedConfig;
  readonly options: Options;
}

/** `Options`: those of the plugin whose service it is. */
export function resolveSessionServices<Options>(services: Services): SessionServices<Options> {
  return {
    ask: services.resolve(ASK_JSON),
    clock: services.resolve(CLOCK),
    fileSystem: services.resolve(FILE_SYSTEM),
    processes: services.resolve(PROCESS_RUNNER),
    environment: services.resolve(ENVIRONMENT),
    config: services.resolve(RESOLVED_CONFIG),
    options: services.resolve(OPTIONS) as Options,
  };
}
