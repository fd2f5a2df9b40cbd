import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { listOutbox, publishEntry, withOutboxLock, type OutboxEntry } from "@rigline/manifest";
import type { DaemonControl } from "../daemon/daemon-control.js";
import { findUnreachable } from "../follow/in-time.js";
import type { PluginParts } from "../parts.js";

/** A share that gives no answer must not hold up the session that is to be run. */
const DEADLINE_MS = 3000;

type DrainParts = Pick<PluginParts, "fileSystem" | "clock" | "locks" | "machine" | "log">;

/**
 * Publishes what earlier sessions could not, and sees to it that somebody watches then. Never throws: what can't be published
 * now waits on, and keeps no session from running.
 */
export async function drainOutbox(parts: DrainParts, control: DaemonControl, signal: AbortSignal): Promise<void> {
  const { log } = parts;
  try {
    const waiting = listOutbox(parts.fileSystem, control.places.outbox);
    if (waiting.length === 0 || !(await publishAll(parts, control, waiting))) return;
    mark("outbox: what earlier sessions could not publish is published by the next one");
    await control.keeper?.ensure(signal);
  } catch (error) {
    mark("outbox: what waits and can't be published yet keeps no session from running");
    log.warning(`what waits in the outbox could not be published yet: ${messageOf(error)}`);
  }
}

/** Whether something was published. */
async function publishAll(
  parts: DrainParts,
  control: DaemonControl,
  waiting: readonly OutboxEntry[],
): Promise<boolean> {
  const { fileSystem, clock, locks, machine, log } = parts;
  const { places } = control;
  const { outbox, flagFolder, completeFolder } = places;
  const away = await findUnreachable(fileSystem, [flagFolder, completeFolder], clock, DEADLINE_MS);
  if (away !== undefined) throw new Error(`${away} does not answer`);
  control.prepare();
  let published = false;
  for (const { session } of waiting) {
    const end = await withOutboxLock({ locks, clock, pid: machine.pid }, { outbox, session, wait: false }, () =>
      publishEntry(fileSystem, { outbox, session }, places, { settles: true }),
    );
    if (end === "published") log.info(`published the manifest of session ${session}, which waited in the outbox`);
    if (end === "taken")
      log.warning(
        `the manifest of session ${session} waits in the outbox, for another one has its name: \`rigline resume ${session}\` gives it a name of its own`,
      );
    published ||= end === "published";
  }
  return published;
}
