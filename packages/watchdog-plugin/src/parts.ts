import {
  CLOCK,
  ENVIRONMENT,
  FILE_SYSTEM,
  FREE_SPACE,
  inject,
  injectable,
  LAUNCHER_LOGS,
  LOCKS,
  LOGGER,
  MACHINE,
  NETWORK,
  optional,
  OPTIONS,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  UI,
  type Clock,
  type FileSystem,
  type FreeSpace,
  type LauncherLogs,
  type Logger,
  type Machine,
  type Network,
  type ProcessLocks,
  type ProcessRunner,
  type ResolvedConfig,
  type Ui,
} from "@rigline/core";
import { DAEMON_HOST, type DaemonHost } from "./daemon/daemon-host.js";
import { DESTINATION_LOOKS, type DestinationLooks } from "./preflight/destination-looks.js";
import type { AddressBook } from "./transfer/address-book.js";
import type { WatchdogOptions } from "./options/watchdog-options.js";

/** What everything in this plugin works with: its options, and the launcher's ports. */
@injectable()
export class PluginParts {
  /** Of experimenters, where the config names who makes them or a script does. */
  addresses?: AddressBook | undefined;

  constructor(
    @inject(OPTIONS) readonly options: WatchdogOptions,
    @inject(RESOLVED_CONFIG) readonly config: ResolvedConfig,
    @inject(ENVIRONMENT) readonly environment: Readonly<Record<string, string>>,
    @inject(FILE_SYSTEM) readonly fileSystem: FileSystem,
    @inject(CLOCK) readonly clock: Clock,
    @inject(PROCESS_RUNNER) readonly processes: ProcessRunner,
    @inject(MACHINE) readonly machine: Machine,
    @inject(LOCKS) readonly locks: ProcessLocks,
    @inject(NETWORK) readonly network: Network,
    @inject(DAEMON_HOST) readonly host: DaemonHost,
    @inject(DESTINATION_LOOKS) readonly looks: DestinationLooks,
    @inject(UI) readonly ui: Ui,
    @inject(optional(LAUNCHER_LOGS)) readonly logs: LauncherLogs | undefined,
    @inject(LOGGER) readonly log: Logger,
    @inject(FREE_SPACE) readonly freeSpace: FreeSpace,
  ) {}
}
