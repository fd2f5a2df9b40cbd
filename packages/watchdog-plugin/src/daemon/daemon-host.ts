import {
  createToken,
  findAccount,
  identifyProcess,
  type ProcessAccount,
  stillRuns,
  type ProcessIdentity,
  type Token,
} from "@rigline/core";
import { isProcessThere } from "@rigline/foundation/platform";
import { findDaemonProgram } from "./find-daemon-program.js";
import { startDetached, type DetachedCommand, type StartedProcess } from "./start-detached.js";

interface Asking {
  /** The system's tools are run with it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The machine as far as daemons are started on it and known again, behind a port. */
export interface DaemonHost {
  /** The script of Rigline's daemon, looked for from the config's folder upwards; undefined when it is not installed. */
  findProgram(configFolder: string): string | undefined;
  /** Starts a program that outlives this process. */
  start(command: DetachedCommand): Promise<StartedProcess>;
  /** Undefined when it has ended already, or can't be told from others. */
  identify(pid: number, asking: Asking): Promise<ProcessIdentity | undefined>;
  /** Whether that very process still runs; undefined when the system does not say. */
  stillRuns(identity: ProcessIdentity, asking: Asking): Promise<boolean | undefined>;
  /** Whether a process has this id now, whichever it is. */
  isThere(pid: number): boolean;
  /** The account that a process runs as; undefined when the system does not say. */
  findAccount(pid: number, asking: Asking): Promise<ProcessAccount | undefined>;
}

export const thisHost: DaemonHost = {
  findProgram: (configFolder) => findDaemonProgram(configFolder),
  start: startDetached,
  identify: identifyProcess,
  stillRuns,
  isThere: isProcessThere,
  findAccount,
};

export const DAEMON_HOST: Token<DaemonHost> = createToken("watchdog/daemon-host", { default: thisHost });
