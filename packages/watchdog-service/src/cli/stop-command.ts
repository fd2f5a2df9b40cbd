import { openSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { describePid, systemLocks } from "@rigline/foundation/lock";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { RIGLINE_FOLDER, stopDaemon, watchdogLockName } from "@rigline/manifest";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { loadSettings } from "../config/load-settings.js";
import { say, sayJson } from "./fit-to-show.js";
import { daemonCommands, startAgain } from "./start-again.js";

/** One that was asked to end at once lets go of its workers, and of a share that is dead, by then. */
const NOW_MS = 30_000;
const START_MS = 20_000;
const POLL_MS = 100;

export interface StopFlags {
  readonly now: boolean;
  readonly restarts: boolean;
  readonly json: boolean;
}

/** What came of it, as `--json` prints it. */
interface StopResult {
  readonly flagFolder: string;
  /** Who watched; null: nobody. `pid`: null where it did not say. */
  readonly daemon: { readonly pid: number | null; readonly ended: boolean } | null;
  /** Of `restart`: the new one; null: none, or it shows no sign of itself. */
  readonly started: { readonly pid: number | null; readonly log: string } | null;
}

/**
 * `rigline-watchdog stop` and `restart`: waits until the daemon has ended, without `--now` as long as its copies take. `refused`
 * when one does not end, or no new one starts.
 */
export async function stopCommand(config: string, { now, restarts, json }: StopFlags): Promise<number> {
  const settings = loadSettings(config);
  const { flagFolder } = settings;
  const tell = json ? () => undefined : say;
  const parts = { fileSystem: nodeFileSystem, locks: systemLocks, clock: systemClock };
  const before = await systemLocks.holder(watchdogLockName(flagFolder));
  if (before !== undefined && !now)
    tell(`the daemon (${describePid(before)}) is asked to end when what it copies has arrived`);
  const { holder, ended } = await stopDaemon(parts, flagFolder, { now, waitMs: now ? NOW_MS : Infinity });
  if (holder === undefined) tell(`no daemon watches ${flagFolder}`);
  else if (ended) tell(`the daemon (${describePid(holder)}) has ended`);
  else tell(`the daemon (${describePid(holder)}) was asked to end ${NOW_MS / 1000} s ago and still runs`);
  const started = ended && restarts ? await start(settings, tell) : undefined;
  const daemon = holder === undefined ? null : { pid: holder.pid ?? null, ended };
  if (json) sayJson({ flagFolder, daemon, started: started ?? null } satisfies StopResult);
  return ended && (started !== undefined || !restarts) ? EXIT_CODES.success : EXIT_CODES.refused;
}

/** Undefined: none was started, or it shows no sign of itself. */
async function start(
  { flagFolder, configFile }: DaemonSettings,
  tell: (text: string) => void,
): Promise<NonNullable<StopResult["started"]> | undefined> {
  const log = join(flagFolder, RIGLINE_FOLDER, "daemon.log");
  nodeFileSystem.makeFolder(dirname(log));
  const output = openSync(log, "a");
  const script = process.argv[1] ?? "";
  // Not the flag folder: one that a process stands in can not be moved or removed on Windows.
  const where = { directory: dirname(script), output };
  const child = await startAgain(daemonCommands(script), ["-c", configFile], where);
  if (child === undefined) {
    tell(`no new daemon could be started: ${script}`);
    return undefined;
  }
  for (const begun = systemClock.monotonic(); systemClock.monotonic() - begun < START_MS;) {
    const holder = await systemLocks.holder(watchdogLockName(flagFolder));
    if (holder !== undefined) {
      tell(`a daemon (${describePid(holder)}) watches ${flagFolder}; its output goes to ${log}`);
      return { pid: holder.pid ?? null, log };
    }
    await systemClock.sleep(POLL_MS);
  }
  tell(`the new daemon shows no sign of itself; see ${log}`);
  return undefined;
}
