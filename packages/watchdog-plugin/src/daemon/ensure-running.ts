import type { Clock, Logger } from "@rigline/core";
import { daemonError } from "./daemon-errors.js";
import { nextPause } from "../follow/next-pause.js";
import type { Daemon } from "./daemon.js";

const START_MS = 20_000;
const POLL_MS = 100;

export interface EnsureParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal?: AbortSignal;
}

/**
 * Returns who watches, after starting the daemon when nobody does. Bounded: after 20 s without a sign of it, or as soon as it
 * has ended and nobody else took its place, throws DAEMON_START_FAILED.
 */
export async function ensureRunning(daemon: Daemon, { clock, log, signal }: EnsureParts): Promise<string> {
  const already = await daemon.findWatcher();
  if (already !== undefined) return already;
  const started = await daemon.start();
  log.info(
    `started the ${daemon.kind} daemon (pid ${started.pid ?? "unknown"}), its output goes to ${started.logFile}`,
  );
  let end: string | undefined;
  void started.ended.then((summary) => (end = summary));
  const startedAt = clock.monotonic();
  while (true) {
    // Read before the watcher is looked for: one that ended because another holds the lock is no failure.
    const ended = end;
    const watcher = await daemon.findWatcher();
    if (watcher !== undefined) return watcher;
    if (ended !== undefined || clock.monotonic() - startedAt >= START_MS) {
      const tail = started.readTail(5);
      throw daemonError("DAEMON_START_FAILED", {
        what: `the ${daemon.kind} daemon ${ended ?? `shows no sign of itself after ${START_MS / 1000} s`}`,
        where: { file: started.logFile },
        ...(tail === "" ? {} : { why: tail }),
      });
    }
    // To look for a lock costs nothing; a service is looked for in a list of all processes.
    const pauseMs = daemon.kind === "external" ? POLL_MS : nextPause(clock.monotonic() - startedAt, POLL_MS);
    await clock.sleep(pauseMs, signal);
  }
}
