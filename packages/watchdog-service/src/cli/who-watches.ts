import { describePid, systemLocks } from "@rigline/foundation/lock";
import { watchdogLockName } from "@rigline/manifest";
import type { DaemonSettings } from "../config/daemon-settings.js";

export interface Watch {
  /** `daemon (pid 4711)`; undefined: none. */
  readonly watcher: string | undefined;
  /** The command line that starts one. */
  readonly start: string;
}

/** The daemon that watches a flag folder now, and how one is started. */
export async function whoWatches({
  flagFolder,
  configFile,
}: Pick<DaemonSettings, "flagFolder" | "configFile">): Promise<Watch> {
  const holder = await systemLocks.holder(watchdogLockName(flagFolder));
  const watcher = holder === undefined ? undefined : `daemon (${describePid(holder)})`;
  return { watcher, start: `rigline-watchdog -c "${configFile}"` };
}
