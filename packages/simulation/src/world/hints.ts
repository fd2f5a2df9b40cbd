import type { Actor } from "./actor.js";

/** What tells of changes in a folder, where the system does. */
export class Hints {
  readonly #listeners = new Map<Actor, () => void>();

  of(actor: Actor, onHint: () => void): { start(): void; stop(): void } {
    return {
      start: () => void this.#listeners.set(actor, onHint),
      stop: () => void this.#listeners.delete(actor),
    };
  }

  ring(): void {
    for (const [actor, onHint] of this.#listeners)
      if (actor.isAlive) onHint();
      else this.#listeners.delete(actor);
  }
}
