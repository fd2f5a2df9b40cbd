import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import type { ChannelState } from "@rigline/manifest";
import { backOffMs } from "../errors/back-off.js";
import { describe } from "../jobs/park.js";
import type { Channel } from "./channel.js";
import type { Message } from "./message.js";

/** What comes sooner after a message goes with others of its kind into one. */
const GATHER_MS = 10 * 60_000;
const RETRY = { firstMs: 30_000, maxMs: 60 * 60_000 };

interface QueueParts {
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly random: () => number;
  /** It took a message, or began or ceased to fail. */
  readonly onState: (name: string, state: ChannelState, news: "sent" | "fails") => void;
}

/** One channel with its pace: one message at a time, waits after failures, and a while of gathering after each. */
export class ChannelQueue {
  readonly channel: Channel;
  readonly #parts: QueueParts;
  #state: ChannelState;
  #failures = 0;
  #sending: Promise<void> | undefined;
  /** By the monotonic clock. */
  #retryAt = -Infinity;
  #gathersUntil = -Infinity;

  constructor(channel: Channel, known: ChannelState | undefined, parts: QueueParts) {
    this.channel = channel;
    this.#parts = parts;
    this.#state = known ?? { since: parts.clock.now().toISOString(), sentAt: null, failing: null };
  }

  get state(): ChannelState {
    return this.#state;
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
    const { clock, random, onState } = this.#parts;
    const name = this.channel.name;
    const attempt = async (): Promise<void> => {
      try {
        await this.channel.send(message, signal);
        this.#failures = 0;
        this.#gathersUntil = clock.monotonic() + GATHER_MS;
        this.#state = { ...this.#state, sentAt: clock.now().toISOString(), failing: null };
        onTaken();
        onState(name, this.#state, "sent");
      } catch (error) {
        if (signal.aborted) return;
        mark("notify: a channel that fails is tried again, and holds up no other");
        this.#failures += 1;
        this.#retryAt = clock.monotonic() + backOffMs(RETRY, this.#failures, random());
        const began = this.#state.failing === null;
        const [reason, todo] = error instanceof RiglineError ? [describe(error), error.todo] : [messageOf(error), ""];
        const since = this.#state.failing?.since ?? clock.now().toISOString();
        this.#state = { ...this.#state, failing: { since, reason, todo } };
        if (began) onState(name, this.#state, "fails");
      }
    };
    this.#sending = attempt().finally(() => (this.#sending = undefined));
  }
}
