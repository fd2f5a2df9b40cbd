const WINDOW_MS = 10_000;
/** Less says nothing. */
const LEAST_MS = 1000;

/** Bytes a second of the last ten seconds. */
export class CopyRate {
  /** The oldest is the last one that is ten seconds old, or the first. */
  #samples: { readonly at: number; readonly bytes: number }[];

  /** `begun`: milliseconds by any clock that never jumps. */
  constructor(begun: number) {
    this.#samples = [{ at: begun, bytes: 0 }];
  }

  /** `bytes`: all that is done by now. Null: not known yet. */
  at(now: number, bytes: number): number | null {
    this.#samples.push({ at: now, bytes });
    while ((this.#samples[1]?.at ?? now) <= now - WINDOW_MS) this.#samples.shift();
    const [oldest] = this.#samples;
    if (oldest === undefined || now - oldest.at < LEAST_MS) return null;
    return Math.round(((bytes - oldest.bytes) * 1000) / (now - oldest.at));
  }
}
