import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { readWishes } from "@rigline/manifest";
import { JobBoard } from "../board/job-board.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { journalStamp } from "../jobs/manifest-fate.js";
import { fingerprint, scanFolder } from "../watch/scan-folder.js";
import { WakeUp } from "./wake-up.js";

export interface DaemonRunOptions {
  /** Do all that can be done now, then return. */
  readonly once: boolean;
  /** Return when nothing was pending for so long; undefined: run until the signal. */
  readonly idleMs: number | undefined;
  readonly signal: AbortSignal;
  /** Whether somebody asks it to end: `soon` is when what is under way is done, `now` breaks that off. */
  readonly asked?: () => "soon" | "now" | undefined;
  /** Publishes what launchers could not; how many wait on. */
  readonly publishWaiting?: () => Promise<number>;
}

export interface RunEnd {
  readonly reason: "once" | "idle" | "signal" | "request";
  /** Jobs parked, or failed and to be tried again. */
  readonly troubled: number;
  /** The manifests that stay in the folder, as `JobBoard.leftBehind` tells them. */
  readonly left: ReadonlyMap<string, string>;
}

/** A folder of thousands takes its time to look through: that much longer something else is done. */
const LOOK_SHARE = 10;

/** The daemon's loop: look, begin what is due, sleep until something happens. The caller holds the lock. */
export async function runDaemon(parts: DaemonParts, options: DaemonRunOptions): Promise<RunEnd> {
  const { clock, settings, report } = parts;
  const { once, idleMs, signal, asked, publishWaiting } = options;
  const wakeUp = new WakeUp();
  const board = new JobBoard(parts, { once, onChange: wakeUp.ring });
  const hints = parts.watchFolder(settings.flagFolder, wakeUp.ring);
  let away = false;
  let waiting = 0;
  let nextLook = -Infinity;
  let idleSince = clock.monotonic();
  signal.addEventListener("abort", wakeUp.ring, { once: true });
  hints.start();
  try {
    while (!signal.aborted) {
      const looks = clock.monotonic() >= nextLook;
      if (looks) {
        const begun = clock.monotonic();
        waiting = (await publishWaiting?.()) ?? 0;
        try {
          board.scan();
          if (away) {
            mark("daemon: a flag folder that is back is watched again");
            report({ event: "flagFolderBack", flagFolder: settings.flagFolder });
            hints.start();
          }
          away = false;
        } catch (error) {
          mark("daemon: a flag folder that is away is waited for");
          if (!away) report({ event: "flagFolderAway", flagFolder: settings.flagFolder, reason: messageOf(error) });
          away = true;
        }
        const ended = clock.monotonic();
        nextLook = ended + (ended - begun) * LOOK_SHARE;
      }
      const wish = asked?.();
      if (wish === "now") {
        mark("daemon: a request to end at once breaks off what is under way");
        await board.stop();
      }
      if (wish === undefined) {
        board.readSettled();
        board.startDue();
      }
      const { pending: onBoard, busy, doable, troubled } = board.summary();
      const pending = onBoard + waiting;
      // Nothing is begun any more; what is under way comes to its end first.
      if (wish !== undefined && (wish === "now" || busy === 0))
        return { reason: "request", troubled, left: board.leftBehind() };
      const now = clock.monotonic();
      if (pending > 0) idleSince = now;
      const isIdle = idleMs !== undefined && pending === 0 && now - idleSince >= idleMs;
      // Nothing ends before a look that came after all that has happened.
      if (((once && doable === 0) || isIdle) && !looks) {
        nextLook = -Infinity;
        continue;
      }
      if (once && doable === 0)
        return { reason: "once", troubled: troubled + (away ? 1 : 0), left: board.leftBehind() };
      if (isIdle) return { reason: "idle", troubled, left: board.leftBehind() };
      const idleLeft = idleMs === undefined || pending > 0 ? Infinity : idleMs - (now - idleSince);
      const nextStep = wish === undefined ? board.nextDue() : settings.rescanMs;
      const nextWait = Math.min(nextStep, idleLeft, looks ? Infinity : nextLook - now);
      await wakeUp.wait(Math.max(1, nextWait), clock);
    }
    await board.stop();
    return { reason: "signal", troubled: board.summary().troubled, left: board.leftBehind() };
  } finally {
    signal.removeEventListener("abort", wakeUp.ring);
    hints.stop();
    await board.letGo();
  }
}

/** Whether something was asked, or a manifest is in the folder, that the loop, when it ended, had not seen or had seen otherwise. */
export function somethingCame(parts: DaemonParts, left: ReadonlyMap<string, string>): boolean {
  const { disk, fileSystem, settings } = parts;
  try {
    if (readWishes(fileSystem, settings.flagFolder).length > 0 || parts.followed?.somethingCame() === true) return true;
    return scanFolder(disk, settings.flagFolder).found.some(
      ({ path, entry }) => left.get(path) !== `${fingerprint(entry)} ${journalStamp(parts, path)}`,
    );
  } catch {
    mark("daemon: a folder that is away as the daemon ends has nothing new");
    return false;
  }
}
