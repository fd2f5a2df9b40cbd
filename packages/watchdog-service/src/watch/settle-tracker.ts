/**
 * How many times the settling time a manifest waits that may not be whole; with the default it is 10 s, as in
 * aind-watchdog-service.
 */
export const DOUBTFUL_TIMES = 5;

/** Tells when a file has been left alone for long enough to be whole. */
export class SettleTracker {
  readonly #settleMs: number;
  readonly #seen = new Map<string, { readonly fingerprint: string; readonly since: number }>();

  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /**
   * Milliseconds until the file has been left alone for `times` the settling time, 0 when it has. `now`: a clock that
   * never jumps.
   */
  remaining(path: string, fingerprint: string, now: number, times = 1): number {
    const settleMs = times * this.#settleMs;
    const seen = this.#seen.get(path);
    if (seen?.fingerprint === fingerprint) return Math.max(0, seen.since + settleMs - now);
    this.#seen.set(path, { fingerprint, since: now });
    return settleMs;
  }

  forget(path: string): void {
    this.#seen.delete(path);
  }
}
