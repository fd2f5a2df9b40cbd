import { messageOf } from "@rigline/foundation/errors";
import { hostOf } from "@rigline/foundation/http";
import type { SecretSource } from "@rigline/manifest";
import type { Clock } from "@rigline/foundation/platform";
import {
  type FleetPush,
  hearAnswer,
  type HeardAnswer,
  type Lease,
  type LeaseRequest,
  LeaseSchema,
} from "@rigline/manifest/fleet";
import type { HttpRequest } from "../catalogue/http-request.js";
import { FleetRefusal } from "./fleet-refusal.js";
import type { FleetSettings } from "./fleet-settings.js";

export interface FleetClientParts {
  readonly request: HttpRequest;
  /** Throws NOTIFY_SECRET_MISSING. */
  readonly readSecret: (source: SecretSource) => string;
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, "now" | "monotonic">;
}

/** What a rig says to its fleet. The token is read each time, and in no message. */
export class FleetClient {
  readonly #parts: FleetClientParts;
  readonly #settings: Pick<FleetSettings, "url" | "token">;

  constructor(parts: FleetClientParts, settings: Pick<FleetSettings, "url" | "token">) {
    this.#parts = parts;
    this.#settings = settings;
  }

  get host(): string {
    return hostOf(new URL(this.#settings.url));
  }

  /** Rejects where the fleet can't be reached, and with a FleetRefusal where it does not take it. */
  async push(push: FleetPush, signal: AbortSignal): Promise<HeardAnswer> {
    return hearAnswer(await this.#ask("POST", "/v1/events", push, signal));
  }

  /** Takes a lease, or renews it; undefined: another holds it. Rejects as `push` does. */
  async takeLease(name: string, request: LeaseRequest, signal: AbortSignal): Promise<Lease | undefined> {
    const answer = await this.#ask("POST", `/v1/leases/${name}`, request, signal);
    return answer === HELD ? undefined : LeaseSchema.parse(answer);
  }

  /** Who holds it now. Rejects as `push` does. */
  async askLease(name: string, signal: AbortSignal): Promise<Lease> {
    return LeaseSchema.parse(await this.#ask("GET", `/v1/leases/${name}`, undefined, signal));
  }

  /** Rejects as `push` does. */
  async giveUpLease(name: string, holder: string, signal: AbortSignal): Promise<void> {
    await this.#ask("POST", `/v1/leases/${name}/end`, { holder }, signal);
  }

  async #ask(method: "GET" | "POST", path: string, value: unknown, signal: AbortSignal): Promise<unknown> {
    const { request, readSecret, timeoutMs, clock } = this.#parts;
    const { url, token } = this.#settings;
    const headers = {
      authorization: `Bearer ${readSecret(token)}`,
      accept: "application/json",
      "content-type": "application/json",
    };
    const body = value === undefined ? {} : { body: JSON.stringify(value) };
    const answer = await request(`${url}${path}`, { method, headers, ...body, timeoutMs, signal });
    if (answer.status === HELD) return HELD;
    if (answer.status < 200 || answer.status > 299) throw new FleetRefusal(answer, clock);
    try {
      return JSON.parse(answer.body) as unknown;
    } catch (error) {
      throw new Error(`it answered what is no JSON: ${messageOf(error)}`, { cause: error });
    }
  }
}

/** Locked: by another. */
const HELD = 423;
