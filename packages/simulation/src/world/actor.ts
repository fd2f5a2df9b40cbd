import { SystemError } from "./system-error.js";

/** Who does something in the world: one process, or a person. When it has died, nobody hears from it any more. */
export class Actor {
  readonly name: string;
  readonly kind: ActorKind;
  #alive = true;
  /** Called when the system does not answer it any more, until a time of the world. */
  onStuck: (until: number) => void = () => {};
  readonly #children = new Set<Actor>();
  readonly #onDeath = new Set<() => void>();

  constructor(name: string, kind: ActorKind) {
    this.name = name;
    this.kind = kind;
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  /** A process that ends with this one. */
  child(name: string, kind: ActorKind): Actor {
    const child = new Actor(name, kind);
    this.#children.add(child);
    child.onDeath(() => this.#children.delete(child));
    // Whoever has died starts nothing any more.
    if (!this.#alive) child.die();
    return child;
  }

  isOrHas(other: Actor): boolean {
    return other === this || this.#children.has(other);
  }

  onDeath(listener: () => void): void {
    this.#onDeath.add(listener);
  }

  die(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const child of this.#children) child.die();
    for (const listener of this.#onDeath) listener();
  }
}

/** `daemon` and `launcher` must not wait for a share themselves; a `worker` of the one and a `look` of the other may. */
export type ActorKind = "daemon" | "worker" | "launcher" | "look" | "person";

/** What a dead process would have thrown, if anybody could see it. */
export class Died extends Error {}

/** The system does not answer this process any more. */
export class Stuck extends Error {}

/** Tells of promises that failed and that nobody waits for; returns what ends it. Of what the dead would have said nobody hears. */
export function listenForStrays(onStray: (reason: unknown) => void): () => void {
  const listener = (reason: unknown): void => {
    if (!(reason instanceof Died) && !(reason instanceof Stuck)) onStray(reason);
  };
  process.on("unhandledRejection", listener);
  return () => void process.off("unhandledRejection", listener);
}

export function refuse(code: string, operation: string, path: string): never {
  throw new SystemError(code, operation, path);
}
