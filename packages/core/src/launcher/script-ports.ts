import { systemLocks, type ProcessLocks } from "@rigline/foundation/lock";
import type { Network } from "@rigline/foundation/http";
import {
  createLogger,
  nodeFileSystem,
  systemClock,
  type Clock,
  type FileSystem,
  type Logger,
} from "@rigline/foundation/platform";
import { readEnvironment } from "../config/environment.js";
import { createEventBus } from "../events/event-bus.js";
import { createConsoleSink } from "../logs/console-sink.js";
import { thisMachine, type Machine } from "../processes/machine.js";
import type { ProcessRunner } from "../processes/process-exit.js";
import { createProcessRunner } from "../processes/process-runner.js";
import { createUi } from "../ui/create-ui.js";
import { NO_MEMORY } from "../ui/no-memory.js";
import type { Ui } from "../ui/ui.js";
import { lazyNetwork } from "./lazy-network.js";

/** This machine, as a launcher's container has it, for what is used without a launcher. */
export interface ScriptPorts {
  readonly environment: Readonly<Record<string, string>>;
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly processes: ProcessRunner;
  readonly machine: Machine;
  readonly locks: ProcessLocks;
  readonly network: Network;
  /** Warnings and errors on standard error. */
  readonly log: Logger;
  /** Asks at the terminal; answers are not remembered. */
  readonly ui: Ui;
}

/** `name`: who logs. */
export function openScriptPorts(name: string): ScriptPorts {
  const environment = readEnvironment();
  const sink = createConsoleSink({ stream: process.stderr, verbosity: "default", environment });
  const now = (): Date => systemClock.now();
  const log = createLogger(name, [sink], now);
  const events = createEventBus({ log, now });
  const asking = { input: process.stdin, output: process.stderr, noInput: false, clock: systemClock };
  return {
    environment,
    fileSystem: nodeFileSystem,
    clock: systemClock,
    processes: createProcessRunner({ clock: systemClock }),
    machine: thisMachine,
    locks: systemLocks,
    network: lazyNetwork,
    log,
    ui: createUi({ ...asking, events, memory: NO_MEMORY }),
  };
}
