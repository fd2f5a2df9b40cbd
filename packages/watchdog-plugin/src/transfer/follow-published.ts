import { mark } from "@rigline/foundation/marks";
import { followJob } from "../follow/follow-job.js";
import { findHold } from "../follow/hand-off-status.js";
import { isDone, readJob, type JobView } from "../follow/read-job.js";
import type { PublishedTransfer } from "./published-transfer.js";
import type { TransferInside } from "./transfer-inside.js";

/**
 * Starts the daemon when nobody watches and there is something left to do. Returns who watches; undefined when the job is
 * done. Throws DAEMON_START_FAILED and what else keeps a daemon from being started.
 */
export async function ensureWatched(
  inside: TransferInside,
  published: PublishedTransfer,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (isDone(look(inside, published))) return undefined;
  const { keeper } = inside.control;
  if (keeper === undefined) return "nobody is started (service: none)";
  try {
    return await keeper.ensure(signal);
  } catch (error) {
    // Whatever became of the daemon: a manifest that has arrived speaks for itself.
    if (!isDone(look(inside, published))) throw error;
    mark("hand-off: a manifest that has arrived needs no daemon any more");
    return undefined;
  }
}

interface Watcher {
  readonly signal: AbortSignal;
  readonly nextWaiting?: AbortSignal;
  progress(text: string): void;
}

/** Looks on until it is over or the option `wait_seconds` is; only for as long as the daemon is on probation where another session waits. */
export function followPublished(
  inside: TransferInside,
  published: PublishedTransfer,
  watcher: Watcher,
): Promise<JobView> {
  const { keeper, daemon } = inside.control;
  const { clock, options } = inside.parts;
  // An external service says nothing until it has done, which is after its schedule.
  const isSilent = daemon === undefined || (daemon.kind === "external" && options.schedule_time !== null);
  const leastMs = keeper?.probationMs() ?? 0;
  return followJob({
    clock,
    signal: watcher.signal,
    progress: (text) => watcher.progress(text),
    waitMs: Math.max(isSilent ? 0 : options.wait_seconds * 1000, leastMs),
    leave: watcher.nextWaiting,
    leastMs,
    isSlow: daemon?.kind === "external",
    read: () => look(inside, published),
    keepWatched: async () => keeper?.keep(watcher.signal),
  });
}

/** Somebody may have corrected by hand what an earlier run published: then its bytes are others, and it is still ours. */
function look({ parts, control }: TransferInside, { manifest, already, digest }: PublishedTransfer): JobView {
  const job = readJob(parts.fileSystem, control.places, manifest, already ? undefined : digest);
  return { ...job, ownerHold: findHold(parts, { job, places: control.places }) };
}
