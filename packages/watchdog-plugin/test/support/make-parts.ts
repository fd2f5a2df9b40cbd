import { join } from "node:path";
import type { FileSystem, LauncherConfig, ProcessRunner, ResolvedConfig } from "@rigline/core";
import { systemNetwork } from "@rigline/foundation/http";
import { systemLocks } from "@rigline/foundation/lock";
import { askFreeSpace, createLogger, nodeFileSystem, type LogRecord } from "@rigline/foundation/platform";
import { createFakeClock, createScriptedUi, type FakeClock } from "@rigline/core/testing";
import { thisMachine } from "../../../core/src/processes/machine.js";
import { thisHost } from "../../src/daemon/daemon-host.js";
import { processLooks } from "../../src/preflight/destination-looks.js";
import { WatchdogOptionsSchema } from "../../src/options/watchdog-options.js";
import type { PluginParts } from "../../src/parts.js";

export interface TestParts extends PluginParts {
  readonly clock: FakeClock;
  /** What was logged, warnings and errors. */
  readonly logged: string[];
}

export interface PartChanges {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly values?: Partial<LauncherConfig>;
  readonly processes?: ProcessRunner;
  readonly fileSystem?: FileSystem;
  readonly network?: PluginParts["network"];
}

const noProcesses: ProcessRunner = {
  run: ({ command }) =>
    Promise.reject(new Error(`this test starts no process, but ${command.join(" ")} was asked for`)),
};

/** The plugin's parts around a folder that holds `data`, `flags` and `central`; nobody is started to watch. */
export function makeParts(folder: string, changes: PartChanges = {}): TestParts {
  const logged: string[] = [];
  const sink = ({ level, message }: LogRecord): void => {
    if (level === "warning" || level === "error") logged.push(message);
  };
  const config = {
    values: { data_dir: join(folder, "data"), subject: "614173", experimenters: ["ada.lovelace"], ...changes.values },
    sections: {},
    provenance: new Map(),
    file: join(folder, "rigline.config.yaml"),
    folder,
    environment: changes.environment ?? {},
  } as unknown as ResolvedConfig;
  return {
    options: WatchdogOptionsSchema.parse({
      destination: "central",
      allow_local_destination: true,
      project_name: "Example project",
      transfer_endpoint: "http://127.0.0.1:1/api/v2/submit_jobs",
      schedule_time: null,
      flag_dir: "flags",
      service: "none",
      ...changes.options,
    }),
    config,
    environment: config.environment,
    fileSystem: changes.fileSystem ?? nodeFileSystem,
    clock: createFakeClock(),
    processes: changes.processes ?? noProcesses,
    machine: thisMachine,
    locks: systemLocks,
    network: changes.network ?? systemNetwork,
    host: thisHost,
    looks: processLooks,
    freeSpace: askFreeSpace,
    logs: undefined,
    ui: createScriptedUi({}),
    log: createLogger("test", [sink], () => new Date(0)),
    logged,
  };
}
