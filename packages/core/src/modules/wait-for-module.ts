import type { Clock } from "@rigline/foundation/platform";

/** As long as the hook `ready` has: reading packages off a share is slow, and a module has nothing else to wait for. */
const LOAD_TIMEOUT_MS = 60_000;

/**
 * Waits for a module that is being imported, no longer than its time and the signal. A module may wait for ever at its top
 * level; when it waits for nothing that the event loop knows of, Node would end the process without a word: the timer
 * of the timeout keeps it alive.
 */
export async function waitForModule<Module>(
  importing: Promise<Module>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Module> {
  const imported = new AbortController();
  const stop = AbortSignal.any(signal === undefined ? [imported.signal] : [imported.signal, signal]);
  const timeout = clock.sleep(LOAD_TIMEOUT_MS, stop).then(() => {
    throw new Error(
      `it was still loading after ${LOAD_TIMEOUT_MS / 1000} s: an \`await\` outside of every function waits for something that does not come. What has to wait belongs into the hook \`ready\`.`,
    );
  });
  try {
    return await Promise.race([importing, timeout]);
  } finally {
    imported.abort();
  }
}
