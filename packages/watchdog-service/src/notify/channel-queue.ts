import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import { backOffMs } from "../errors/back-off.js";
import type { Channel } from "./channel.js";
import type { ChannelHealth } from "./channel-health.js";
import type { Message } from "./message.js";

/** What comes sooner after a message goes with others of its kind into one. */
const GATHER_MS = 10 * 60_000;
const RETRY = { firstMs: 30_000, maxMs: 60 * 60_000 };

interface QueueParts {
  readonly clock: Pick<Clock, "monotonic">;
  readonly random: () => number;
  readonly health: ChannelHealth;
}

/** One channel with its pace: one message at a time, waits after failures, and a while of gathering after each. */
export class ChannelQueue {
  readonly channel: Channel;
  readonly #parts: QueueParts;
  #failures = 0;
  #sending: Promise<void> | undefined;
  /** By the monotonic clock. */
  #retryAt = -Infinity;
  #gathersUntil = -Infinity;

  constructor(channel: Channel, parts: QueueParts) {
    this.channel = channel;
    this.#parts = parts;
  }

  /** Resolves when the message that is under way has come to its end. */
  get sending(): Promise<void> | undefined {
    return this.#sending;
  }

  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  /** Milliseconds until a message may be sent; Infinity while one is. */
  waitToSend(): number {
    return this.#sending === undefined ? Math.max(0, this.#retryAt - this.#parts.clock.monotonic()) : Infinity;
  }

  /** Milliseconds until what is new may become a message. */
  waitToGather(): number {
    return Math.max(this.waitToSend(), this.#gathersUntil - this.#parts.clock.monotonic());
  }

  /** Never rejects. `onTaken`: the channel has it. */
  send(message: Message, signal: AbortSignal, onTaken: () => void): void {
    const { clock, random, health } = this.#parts;
    const attempt = async (): Promise<void> => {
      try {
        await this.channel.send(message, signal);
        this.#failures = 0;
        this.#gathersUntil = clock.monotonic() + GATHER_MS;
        onTaken();
        health.noteSent(this.channel.name);
      } catch (error) {
        if (signal.aborted) return;
        mark("notify: a channel that fails is tried again, and holds up no other");
        this.#failures += 1;
        this.#retryAt = clock.monotonic() + backOffMs(RETRY, this.#failures, random());
        health.noteFailed(this.channel.name, error);
      }
    };
    this.#sending = attempt().finally(() => (this.#sending = undefined));
  }
}
