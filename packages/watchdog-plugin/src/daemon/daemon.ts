import type { StartedProcess } from "./start-detached.js";

/** A way to have the flag folder watched. */
export interface Daemon {
  readonly kind: "embedded" | "external";
  /** Who watches the flag folder, one phrase for people; undefined: nobody, as far as can be told. */
  findWatcher(): Promise<string | undefined>;
  /** Starts it and returns at once; it outlives the launcher. Throws WATCHDOG_EXE_MISSING or DAEMON_PROGRAM_MISSING. */
  start(): Promise<StartedProcess>;
  /**
   * Ends the one that watches, whatever it is copying, and waits for that. Throws DAEMON_NOT_OURS where it is not known which
   * process that is, and DAEMON_STOP_FAILED.
   */
  stop(): Promise<void>;
}
