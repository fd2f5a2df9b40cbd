import { mark } from "@rigline/foundation/marks";
import type { RunEnd } from "./run-daemon.js";

interface Lock {
  release(): Promise<void>;
}

export interface ServeSteps {
  /** Rejects when another holds the lock. */
  readonly acquire: () => Promise<Lock>;
  /** Undefined: another was quicker, and will see what came. */
  readonly acquireUnlessHeld: () => Promise<Lock | undefined>;
  readonly serve: () => Promise<RunEnd>;
  readonly somethingCame: (left: RunEnd["left"]) => boolean;
}

/**
 * Serves a flag folder while holding its lock, and again when something came just as an idle daemon was ending. A launcher
 * publishes first and then asks whether the lock is held; here the lock is freed first and then the folder looked at: so
 * one of the two sees the other.
 */
export async function serveFolder({ acquire, acquireUnlessHeld, serve, somethingCame }: ServeSteps): Promise<RunEnd> {
  let lock: Lock | undefined = await acquire();
  try {
    for (;;) {
      const end = await serve();
      await lock.release();
      lock = undefined;
      if (end.reason !== "idle" || !somethingCame(end.left)) return end;
      mark("daemon: what came as an idle daemon was ending is served");
      lock = await acquireUnlessHeld();
      if (lock !== undefined) continue;
      mark("daemon: what came is left to another daemon that was quicker");
      return end;
    }
  } finally {
    await lock?.release();
  }
}
