import { createHash } from "node:crypto";
import type { Channel, Message } from "@rigline/watchdog-service/notify-channels";
import type PgBoss from "pg-boss";
import type { Queries } from "../store/database.js";

interface ToTell {
  readonly channel: string;
  readonly message: Message;
}

const QUEUE = "tell";

/** A message is tried again so often, ever more seldom: for a day and a half. */
const TRIES = { retryLimit: 12, retryDelay: 30, retryBackoff: true, expireInSeconds: 60 };

/** Tells people, from a queue in the database: a message is there before it is sent, and once, however often it is put there. */
export class Teller {
  readonly #boss: PgBoss;
  readonly #channels: readonly Channel[];

  constructor(boss: PgBoss, channels: readonly Channel[]) {
    this.#boss = boss;
    this.#channels = channels;
  }

  /** Sends what is in the queue from now on, one after the other. */
  async begin(onFailure: (what: string, error: unknown) => void): Promise<void> {
    await this.#boss.createQueue(QUEUE, { name: QUEUE, ...TRIES });
    await this.#boss.work<ToTell>(QUEUE, { pollingIntervalSeconds: 2 }, async ([job]) => {
      const channel = this.#channels.find(({ name }) => name === job?.data.channel);
      // It is not among the settings any more.
      if (job === undefined || channel === undefined) return;
      try {
        await channel.send(job.data.message, new AbortController().signal);
      } catch (error) {
        onFailure(`the channel ${channel.name}`, error);
        throw error;
      }
    });
  }

  /** In the transaction of `queries`, where that is one. `channels`: those that want to be told of such things when absent. */
  async tell(
    queries: Queries,
    message: Message,
    channels: readonly Channel[] = this.#channels.filter(
      ({ when }) => message.about === "test" || when.includes(message.about),
    ),
  ): Promise<void> {
    for (const { name: channel } of channels)
      await this.#boss.send(
        QUEUE,
        { channel, message },
        { ...TRIES, id: idOf(message.id, channel), db: queries.driver },
      );
  }
}

/** In the form of a UUID, the same for the same message. */
function idOf(message: string, channel: string): string {
  const hex = createHash("sha256").update(`${message}\n${channel}`).digest("hex");
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}
