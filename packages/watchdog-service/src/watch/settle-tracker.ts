/** Tells when a file has been left alone for long enough to be whole. */
export class SettleTracker {
  readonly #settleMs: number;
  readonly #seen = new Map<string, { readonly fingerprint: string; readonly since: number }>();

  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** Milliseconds until the file counts as whole, 0 when it does. `now`: a clock that never jumps. */
  remaining(path: string, fingerprint: string, now: number): number {
    const seen = this.#seen.get(path);
    if (seen?.fingerprint === fingerprint) return Math.max(0, seen.since + this.#settleMs - now);
    this.#seen.set(path, { fingerprint, since: now });
    return this.#settleMs;
  }

  forget(path: string): void {
    this.#seen.delete(path);
  }
}
