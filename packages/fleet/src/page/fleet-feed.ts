import type { Clock } from "@rigline/foundation/platform";
import type { ShownState } from "@rigline/page/parts";
import type { Queries } from "../store/database.js";
import type { FleetChange, FleetState, RigRow, SafeCount } from "../wire/fleet-state.js";
import { countSafe, lookAtRigs } from "./look-at-fleet.js";

/** Between two looks, while somebody watches; and so many times as long as a look takes, so that a database is not kept at it. */
const LOOK_MS = 2000;
const REST = 19;
/** Whoever watches sees nothing that is older, but for what the look itself takes. */
const LONGEST_REST_MS = 10_000;
const SAFE_MS = 60_000;

export interface FeedPorts {
  readonly clock: Clock;
  readonly database: Queries;
  readonly lateAfterHours: number;
  readonly onFailure: (what: string, error: unknown) => void;
}

/** What all who watch are shown: looked at once for all of them, and not at all while nobody does. */
export class FleetFeed implements ShownState<FleetState, FleetChange> {
  readonly #ports: FeedPorts;
  readonly #listeners = new Set<(change: FleetChange) => void>();
  #rigs: readonly RigRow[] | undefined;
  #told = new Map<string, string>();
  #safe: SafeCount = { sessions: 0, bytes: 0, days: 0 };
  #safeAt = -Infinity;
  #lookedAt = -Infinity;
  #restMs = LOOK_MS;
  #looking: Promise<void> | undefined;
  #watching = new AbortController();

  constructor(ports: FeedPorts) {
    this.#ports = ports;
  }

  get state(): FleetState | undefined {
    return this.#rigs === undefined
      ? undefined
      : { rigs: this.#rigs, safe: this.#safe, lateAfterHours: this.#ports.lateAfterHours };
  }

  /** How old it is, milliseconds. */
  get age(): number {
    return this.#ports.clock.monotonic() - this.#lookedAt;
  }

  /** The same where a look is overdue, and 0 where it is looked at as often as it can be. */
  get overdue(): number {
    return this.age > 2 * this.#restMs ? this.age : 0;
  }

  listen(listener: (change: FleetChange) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) void this.#watch();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#watching.abort();
    };
  }

  /** Looks now, unless it has just been looked. Rejects with what the database says. */
  look(): Promise<void> {
    if (this.age < LOOK_MS / 2) return Promise.resolve();
    this.#looking ??= this.#lookOnce().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** The same, unless it was looked lately: whoever opens the page sees that at once, and what has changed since a moment later. */
  know(): Promise<void> {
    return this.age < LONGEST_REST_MS ? Promise.resolve() : this.look();
  }

  async #watch(): Promise<void> {
    const { clock, onFailure } = this.#ports;
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    while (!signal.aborted) {
      const began = clock.monotonic();
      await this.look().catch((error: unknown) => onFailure("looking at the fleet", error));
      const took = clock.monotonic() - began;
      this.#restMs = Math.min(LONGEST_REST_MS, Math.max(LOOK_MS, REST * took));
      await clock.sleep(this.#restMs, signal).catch(() => undefined);
    }
  }

  async #lookOnce(): Promise<void> {
    const { clock, database, lateAfterHours } = this.#ports;
    const rigs = await lookAtRigs(database, lateAfterHours);
    const isSafeOld = clock.monotonic() - this.#safeAt > SAFE_MS;
    const safe = isSafeOld ? await countSafe(database) : this.#safe;
    if (isSafeOld) this.#safeAt = clock.monotonic();
    this.#lookedAt = clock.monotonic();
    this.#tell(rigs, safe);
  }

  #tell(rigs: readonly RigRow[], safe: SafeCount): void {
    const told = new Map(rigs.map((rig) => [rig.name, JSON.stringify(rig)]));
    const changed = rigs.filter(({ name }) => this.#told.get(name) !== told.get(name));
    const gone = [...this.#told.keys()].filter((name) => !told.has(name));
    const isSafeNew = JSON.stringify(safe) !== JSON.stringify(this.#safe);
    this.#rigs = rigs;
    this.#told = told;
    this.#safe = safe;
    if (changed.length === 0 && gone.length === 0 && !isSafeNew) return;
    const change: FleetChange = {
      ...(changed.length === 0 ? {} : { rigs: changed }),
      ...(gone.length === 0 ? {} : { gone }),
      ...(isSafeNew ? { safe } : {}),
    };
    for (const listener of this.#listeners) listener(change);
  }
}
