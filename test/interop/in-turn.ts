import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { RiglineError } from "@rigline/foundation/errors";
import { acquireProcessLock } from "@rigline/foundation/lock";

/** Does work that one process at a time may do, of all on this machine that give it the same name. */
export async function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const id = `rigline-peers-${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
  const holder = { pid: process.pid, what: `installs ${name}`, since: new Date().toISOString() };
  while (true) {
    try {
      const lock = await acquireProcessLock(id, holder);
      try {
        return await work();
      } finally {
        await lock.release();
      }
    } catch (error) {
      if (!(error instanceof RiglineError) || error.code !== "LOCK_HELD") throw error;
      await setTimeout(100);
    }
  }
}
