import { describeHolder, lockError, type LockHolder, type ProcessLocks } from "@rigline/foundation/lock";
import type { Actor } from "./actor.js";

/** The locks of one computer: a process that dies holds none. */
export class SimulatedLocks {
  readonly #held = new Map<string, { readonly actor: Actor; readonly holder: LockHolder }>();

  /** Who holds it; undefined when nobody does. */
  holderOf(name: string): Actor | undefined {
    const held = this.#held.get(name);
    return held?.actor.isAlive === true ? held.actor : undefined;
  }

  of(actor: Actor): ProcessLocks {
    return {
      // oxlint-disable-next-line typescript/require-await -- the port is asynchronous
      acquire: async (name, holder) => {
        const held = this.#held.get(name);
        if (held?.actor.isAlive === true)
          throw lockError("LOCK_HELD", { what: `${name} is held by ${describeHolder(held.holder)}` });
        const mine = { actor, holder };
        this.#held.set(name, mine);
        // oxlint-disable-next-line typescript/require-await
        return { release: async () => void (this.#held.get(name) === mine && this.#held.delete(name)) };
      },
      // oxlint-disable-next-line typescript/require-await
      holder: async (name) => (this.holderOf(name) === undefined ? undefined : this.#held.get(name)?.holder),
    };
  }
}
