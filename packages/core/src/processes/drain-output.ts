import { once } from "node:events";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { Clock } from "@rigline/foundation/platform";
import type { Child } from "./spawn-child.js";

/** Output that was written before the exit is in the pipe already: it comes at once, or there is none. */
const QUIET_MS = 100;
const LONGEST_MS = 2000;

/**
 * Reads what an exited child has left in its pipes. A grandchild may keep them open, and writing, for hours: once they
 * are quiet, and in any case after two seconds, they are closed.
 */
export async function drainOutput(child: Child, clock: Clock): Promise<void> {
  const streams = [child.stdout, child.stderr];
  const ended = new AbortController();
  void Promise.all(streams.map(whenClosed)).then(() => ended.abort());
  const deadline = clock.monotonic() + LONGEST_MS;
  for (let seen = -1; seen !== bytesRead(child) && clock.monotonic() < deadline;) {
    seen = bytesRead(child);
    if (await endsWithin(QUIET_MS, ended.signal, clock)) break;
  }
  for (const stream of streams) stream.destroy();
}

async function endsWithin(milliseconds: number, ended: AbortSignal, clock: Clock): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, ended);
  } catch {
    return true;
  }
  // A timer alone may fire late and before the output is read, when something has blocked the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  return false;
}

async function whenClosed(stream: Readable): Promise<void> {
  if (!stream.closed) await once(stream, "close");
}

/** Both are sockets underneath, which count. */
function bytesRead({ stdout, stderr }: Child): number {
  return (stdout as Socket).bytesRead + (stderr as Socket).bytesRead;
}
