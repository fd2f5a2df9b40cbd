import { systemLocks } from "@rigline/foundation/lock";
import { watchdogLockName } from "@rigline/manifest";
import type { DaemonSettings } from "../config/daemon-settings.js";

/** The daemon that watches a flag folder now, and how one is started. */
export async function whoWatches({
  flagFolder,
  configFile,
}: Pick<DaemonSettings, "flagFolder" | "configFile">): Promise<{
  readonly pid: number | undefined;
  readonly start: string;
}> {
  const holder = await systemLocks.holder(watchdogLockName(flagFolder));
  return { pid: holder?.pid, start: `rigline-watchdog -c "${configFile}"` };
}
