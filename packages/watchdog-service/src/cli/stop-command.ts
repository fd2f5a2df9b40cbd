import { openSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { describePid, systemLocks } from "@rigline/foundation/lock";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { RIGLINE_FOLDER, stopDaemon, watchdogLockName } from "@rigline/manifest";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { loadSettings } from "../config/load-settings.js";
import { say } from "./fit-to-show.js";
import { daemonCommands, startAgain } from "./start-again.js";

/** One that was asked to end at once lets go of its workers, and of a share that is dead, by then. */
const NOW_MS = 30_000;
const START_MS = 20_000;
const POLL_MS = 100;

export interface StopFlags {
  readonly now: boolean;
  readonly restarts: boolean;
}

/**
 * `rigline-watchdog stop` and `restart`: waits until the daemon has ended, without `--now` as long as its copies take. `refused`
 * when one does not end, or no new one starts.
 */
export async function stopCommand(config: string, { now, restarts }: StopFlags): Promise<number> {
  const settings = loadSettings(config);
  const { flagFolder } = settings;
  const parts = { fileSystem: nodeFileSystem, locks: systemLocks, clock: systemClock };
  const before = await systemLocks.holder(watchdogLockName(flagFolder));
  if (before !== undefined && !now)
    say(`the daemon (${describePid(before)}) is asked to end when what it copies has arrived`);
  const { holder, ended } = await stopDaemon(parts, flagFolder, { now, waitMs: now ? NOW_MS : Infinity });
  if (holder !== undefined && !ended) {
    say(`the daemon (${describePid(holder)}) was asked to end ${NOW_MS / 1000} s ago and still runs`);
    return EXIT_CODES.refused;
  }
  say(holder === undefined ? `no daemon watches ${flagFolder}` : `the daemon (${describePid(holder)}) has ended`);
  return restarts ? start(settings) : EXIT_CODES.success;
}

async function start({ flagFolder, configFile }: DaemonSettings): Promise<number> {
  const log = join(flagFolder, RIGLINE_FOLDER, "daemon.log");
  nodeFileSystem.makeFolder(dirname(log));
  const output = openSync(log, "a");
  const script = process.argv[1] ?? "";
  // Not the flag folder: one that a process stands in can not be moved or removed on Windows.
  const where = { directory: dirname(script), output };
  const child = await startAgain(daemonCommands(script), ["-c", configFile], where);
  if (child === undefined) {
    say(`no new daemon could be started: ${script}`);
    return EXIT_CODES.refused;
  }
  for (const begun = systemClock.monotonic(); systemClock.monotonic() - begun < START_MS;) {
    const holder = await systemLocks.holder(watchdogLockName(flagFolder));
    if (holder !== undefined) {
      say(`a daemon (${describePid(holder)}) watches ${flagFolder}; its output goes to ${log}`);
      return EXIT_CODES.success;
    }
    await systemClock.sleep(POLL_MS);
  }
  say(`the new daemon shows no sign of itself; see ${log}`);
  return EXIT_CODES.refused;
}
