import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import { backOffMs } from "../errors/back-off.js";
import { type ChannelPorts, post, requireAddress } from "./channel.js";
import type { ChannelHealth } from "./channel-health.js";
import type { ChannelRequest } from "./channel-requests.js";

/** As it stands among the channels' states. */
export const PING = "ping";

const DAY_MS = 24 * 3_600_000;
/** One that is missed is noticed elsewhere: that is what it is for. */
const TRIES = 4;
const RETRY = { firstMs: 10_000, maxMs: 60_000 };
/** What healthchecks keeps of a body at least. */
const MOST_LETTERS = 10_000;

const SUFFIX = { start: "/start", success: "", fail: "/fail" } as const;

interface SwitchParts {
  readonly http: ChannelPorts["http"];
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** The check's address. Throws NOTIFY_SECRET_MISSING. */
  readonly readUrl: () => string;
  readonly health: ChannelHealth;
}

/** Pings a check in the form of healthchecks (https://healthchecks.io/docs/http_api/), one after the other. */
export class DeadMansSwitch {
  readonly #parts: SwitchParts;
  #last: Promise<void> = Promise.resolve();
  /** When the last one was asked for, so that a check that is away is not pinged every minute. */
  #askedAt: Date | undefined;

  constructor(parts: SwitchParts) {
    this.#parts = parts;
    const { sentAt } = parts.health.of(PING);
    if (sentAt !== null) this.#askedAt = new Date(sentAt);
  }

  /** A day has passed since the last. */
  get isDue(): boolean {
    const now = this.#parts.clock.now().getTime();
    // A wall clock that was set back must not keep it silent.
    return this.#askedAt === undefined || Math.abs(now - this.#askedAt.getTime()) >= DAY_MS;
  }

  /** `digest`: of the manifest whose hand-off begins or ends; by it the two are known to belong together. */
  ping(kind: keyof typeof SUFFIX, text: string, digest?: string): void {
    this.#askedAt = this.#parts.clock.now();
    this.#last = this.#last.then(() => this.#send(kind, text, digest));
  }

  /** Resolves when all that was asked for has been sent, or given up. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #send(kind: keyof typeof SUFFIX, text: string, digest: string | undefined): Promise<void> {
    const { http, clock, random, signal, readUrl, health } = this.#parts;
    for (let tries = 1; !signal.aborted; tries += 1)
      try {
        await post(http, pingRequest(readUrl(), kind, text, digest), signal);
        return health.noteSent(PING);
      } catch (error) {
        if (signal.aborted) return;
        mark("notify: a ping that did not come through is sent again, a few times");
        health.noteFailed(PING, error);
        if (tries >= TRIES) return;
        await clock.sleep(backOffMs(RETRY, tries, random()), signal).catch(() => undefined);
      }
  }
}

/** What is posted to a check. Throws NOTIFY_ADDRESS_INVALID. */
export function pingRequest(address: string, kind: keyof typeof SUFFIX, text: string, digest?: string): ChannelRequest {
  const url = new URL(requireAddress(address));
  url.pathname = url.pathname.replace(/\/+$/, "") + SUFFIX[kind];
  if (digest !== undefined) url.searchParams.set("rid", toUuid(digest));
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return { url: url.href, headers, body: text.slice(0, MOST_LETTERS) };
}

/** The form that a run's id has there. */
function toUuid(digest: string): string {
  const hex = digest.slice(0, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
