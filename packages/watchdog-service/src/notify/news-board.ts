import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import type { Channel } from "./channel.js";
import { messageId } from "./compose-message.js";
import { newsFor, newsOfTell } from "./job-news.js";
import type { JobReading } from "./job-reading.js";
import { isTrouble, type JobNews } from "./message.js";
import type { Outbox } from "./outbox.js";

/** A message of one or several jobs, as their journals have it. */
export interface UnsentMessage {
  readonly id: string;
  /** When it was written down, ISO 8601 in UTC. */
  readonly at: string;
  readonly news: readonly JobNews[];
  readonly journals: readonly string[];
}

/** What still needs somebody is told again, all in one message. */
const REMIND_MS = 24 * 3_600_000;

/** Which jobs there is something to tell of, as their journals say. */
export class NewsBoard {
  readonly #outbox: Outbox;
  readonly #clock: Pick<Clock, "now" | "monotonic">;
  readonly #onRead: (journal: string, reading: JobReading) => void;
  /** By journal: those of which something is to be told, or will be. */
  readonly #readings = new Map<string, JobReading>();
  /** Journals to be read. */
  readonly #unread = new Set<string>();
  /** Taken by their channels, also where the journal can't say so. */
  readonly #taken = new Set<string>();

  constructor(
    outbox: Outbox,
    clock: Pick<Clock, "now" | "monotonic">,
    onRead: (journal: string, reading: JobReading) => void,
  ) {
    this.#outbox = outbox;
    this.#clock = clock;
    this.#onRead = onRead;
  }

  get hasUnread(): boolean {
    return this.#unread.size > 0;
  }

  /** Those that need somebody. */
  get troubles(): readonly JobNews[] {
    return [...this.#readings.values()].flatMap(({ news }) =>
      news !== undefined && isTrouble(news.about) ? [news] : [],
    );
  }

  toRead(...journals: readonly string[]): void {
    for (const journal of journals) this.#unread.add(journal);
  }

  /** Reads what was written, and of what became late meanwhile: for a moment, the rest at the next call. */
  read(forMs: number): void {
    const now = this.#clock.now();
    for (const [journal, { news, lateFrom }] of this.#readings)
      if (news === undefined && lateFrom !== undefined && lateFrom <= now) this.#unread.add(journal);
    const begun = this.#clock.monotonic();
    for (const journal of this.#unread) {
      if (this.#clock.monotonic() - begun >= forMs) return;
      this.#unread.delete(journal);
      this.#readOne(journal);
    }
  }

  /** What stands in journals and was not taken by the channel, oldest first. */
  unsent(channel: string): readonly UnsentMessage[] {
    const found = new Map<string, UnsentMessage>();
    for (const [journal, reading] of this.#readings)
      for (const tell of reading.unsent) {
        if (tell.channel !== channel || this.#taken.has(tell.message)) continue;
        const known = found.get(tell.message);
        const at = tell.at ?? "";
        found.set(tell.message, {
          id: tell.message,
          at: known === undefined || at < known.at ? at : known.at,
          news: [...(known?.news ?? []), newsOfTell(tell, reading)],
          journals: [...(known?.journals ?? []), journal],
        });
      }
    return [...found.values()].toSorted((one, other) => (one.at < other.at ? -1 : 1));
  }

  /** Makes one message of all that is new to the channel: it stands in the journals before anybody sends it. */
  gather({ name, when }: Channel, since: string): UnsentMessage | undefined {
    const again = this.#mustRemind(name);
    const found = [...this.#readings].flatMap(([journal, reading]) => {
      const news = newsFor({ name, when }, reading, { since, again });
      return news === undefined ? [] : [{ journal, reading, news }];
    });
    if (found.length === 0) return undefined;
    const message = messageId([
      name,
      ...found.map(({ journal, reading, news }) => [journal, reading.digest, news.about, reading.tells.length]),
    ]);
    for (const { journal, news } of found) {
      const { about, code } = news;
      const record = { type: "tell", message, channel: name, about, ...(code === undefined ? {} : { code }) } as const;
      if (this.#outbox.write(journal, record)) this.#readOne(journal);
    }
    return this.unsent(name).find(({ id }) => id === message);
  }

  /** The channel has it, or it is given up for this reason. */
  settle({ id, journals }: UnsentMessage, failed?: string): void {
    this.#taken.add(id);
    for (const journal of journals) {
      this.#outbox.write(journal, { type: "told", message: id, ...(failed === undefined ? {} : { failed }) });
      this.#readOne(journal);
    }
  }

  #readOne(journal: string): void {
    const reading = this.#outbox.read(journal);
    const matters =
      reading !== undefined &&
      (reading.news !== undefined ||
        reading.unsent.length > 0 ||
        reading.lateFrom !== undefined ||
        reading.deletion !== undefined);
    if (matters) this.#readings.set(journal, reading);
    else this.#readings.delete(journal);
    if (reading !== undefined) this.#onRead(journal, reading);
  }

  /** Some of it was told a day ago and still needs somebody. */
  #mustRemind(channel: string): boolean {
    const before = this.#clock.now().getTime() - REMIND_MS;
    const isDue = [...this.#readings.values()].some(({ news, tells }) => {
      if (news === undefined || !isTrouble(news.about)) return false;
      const last = tells.findLast((tell) => tell.channel === channel);
      return last?.at !== undefined && Date.parse(last.at) <= before;
    });
    if (isDue) mark("notify: what still needs somebody after a day is told again");
    return isDue;
  }
}
