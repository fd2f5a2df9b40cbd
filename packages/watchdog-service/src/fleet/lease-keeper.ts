import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import type { FleetClient } from "./fleet-client.js";
import { leaseError } from "./lease-errors.js";

export interface KeeperParts {
  readonly client: Pick<FleetClient, "takeLease" | "askLease" | "giveUpLease" | "host">;
  readonly clock: Pick<Clock, "monotonic" | "sleep">;
  /** How often the fleet hears from this machine anyhow, milliseconds. */
  readonly everyMs: number;
}

/** So long a lease lasts that nobody renews; by the clock of the fleet's database. */
const LEASE_MS = 60_000;
/** At least so often it is renewed. */
const RENEW_MS = LEASE_MS / 4;

/** A lease that this daemon holds, until it is lost or given up. */
export class HeldLease {
  readonly token: number;
  readonly #parts: KeeperParts;
  readonly #name: string;
  readonly #holder: string;
  readonly #lost = new AbortController();
  readonly #end = new AbortController();
  #keeping = Promise.resolve();
  /** By the monotonic clock: nobody else can have it before. */
  #until: number;

  constructor(parts: KeeperParts, lease: { name: string; holder: string; token: number; askedAt: number }) {
    this.#parts = parts;
    this.#name = lease.name;
    this.#holder = lease.holder;
    this.token = lease.token;
    this.#until = lease.askedAt + LEASE_MS;
  }

  /** Aborted when another may have it. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Renews it until it is lost or `giveUp` is called. Never rejects. */
  keep(): Promise<void> {
    this.#keeping = this.#keep();
    return this.#keeping;
  }

  async #keep(): Promise<void> {
    const { clock, everyMs } = this.#parts;
    while (!this.#end.signal.aborted && !this.lost.aborted) {
      await clock.sleep(Math.min(RENEW_MS, everyMs), this.#end.signal).catch(() => undefined);
      if (!this.#end.signal.aborted) await this.#renew();
    }
  }

  /**
   * Asked right before what can't be taken back: a machine that was paused may have lost it without knowing. Throws LEASE_LOST and
   * LEASE_UNKNOWN.
   */
  async check(): Promise<void> {
    const { client } = this.#parts;
    const held = await client.askLease(this.#name, this.#end.signal).catch((error: unknown) => {
      mark("lease: what nobody can tell of a lease publishes nothing");
      const what = `the fleet at ${client.host} does not tell who holds the lease ${this.#name}: ${messageOf(error)}`;
      throw leaseError("LEASE_UNKNOWN", { what, cause: error });
    });
    if (held.holder === this.#holder && held.token === this.token && held.left > 0) return;
    this.#lose();
    throw leaseError("LEASE_LOST", { what: `the lease ${this.#name} is held by ${held.holder} by now` });
  }

  /** Lets another have it at once; what does not reach the fleet within the time of a request runs out by itself. */
  async giveUp(): Promise<void> {
    this.#end.abort();
    // A renewal that is on its way would take it again.
    await this.#keeping;
    if (this.lost.aborted) return;
    await this.#parts.client.giveUpLease(this.#name, this.#holder, new AbortController().signal).catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const { client, clock } = this.#parts;
    const askedAt = clock.monotonic();
    try {
      const request = { holder: this.#holder, ttl: LEASE_MS / 1000 };
      const lease = await client.takeLease(this.#name, request, this.#end.signal);
      // With another token it ran out in between, and somebody else may have had it.
      if (lease?.token === this.token) this.#until = askedAt + LEASE_MS;
      else this.#lose();
    } catch {
      if (clock.monotonic() >= this.#until) this.#lose();
    }
  }

  #lose(): void {
    mark("lease: who has lost it stops what is under way");
    this.#lost.abort("stop");
  }
}

/** Takes a lease if nobody has it; undefined: another has. Rejects where the fleet can't be asked. */
export async function tryLease(
  parts: KeeperParts,
  { name, holder }: { readonly name: string; readonly holder: string },
  signal: AbortSignal,
): Promise<HeldLease | undefined> {
  const askedAt = parts.clock.monotonic();
  const lease = await parts.client.takeLease(name, { holder, ttl: LEASE_MS / 1000 }, signal);
  return lease && new HeldLease(parts, { name, holder, token: lease.token, askedAt });
}
