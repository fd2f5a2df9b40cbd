import { basename, dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { type JobRecord, sessionFileOf } from "@rigline/manifest";
import { WakeUp } from "../daemon/wake-up.js";
import type { DaemonEvent } from "../jobs/daemon-events.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { JournalListener } from "../jobs/heard-journals.js";
import { createChannels, type ChannelPorts } from "./channel.js";
import { ChannelHealth } from "./channel-health.js";
import { ChannelQueue } from "./channel-queue.js";
import { composeMessage } from "./compose-message.js";
import { DeadMansSwitch } from "./dead-mans-switch.js";
import { HandOffPings } from "./hand-off-pings.js";
import { NewsBoard } from "./news-board.js";
import type { NotifySettings } from "./notify-settings.js";
import { Outbox } from "./outbox.js";

export type NotifierParts = Omit<DaemonParts, "pool"> & Pick<ChannelPorts, "readSecret">;

/** How often it is looked whether a session is late, whatever was done to the wall clock. */
const LOOK_MS = 60_000;
/** A message that its channel did not take for so long is of no use any more. */
const GIVE_UP_MS = 24 * 3_600_000;
/** A daemon that ends waits so long for those whom it tells. */
const FINISH_MS = 10_000;
/** The jobs under way share this thread. */
const READING_MS = 50;

/** What changes that a job needs somebody, or that it is safe. */
const TELLING: readonly JobRecord["type"][] = [
  "sourceDeleted",
  "accepted",
  "scheduled",
  "parked",
  "redriven",
  "submitted",
  "upload",
  "catalogued",
  "archived",
  "cancelled",
  "room",
  "destinationHold",
];

/** Tells people of jobs. It reads what the journals say, and no job ever waits for it. */
export class Notifier {
  readonly #parts: NotifierParts;
  readonly #outbox: Outbox;
  readonly #board: NewsBoard;
  readonly #queues: readonly ChannelQueue[];
  readonly #pings: HandOffPings | undefined;
  readonly #abort = new AbortController();
  readonly #wakeUp = new WakeUp();
  readonly #health: ChannelHealth;
  #isEnding = false;

  constructor(parts: NotifierParts, settings: NotifySettings) {
    this.#parts = parts;
    const { clock, random, http } = parts;
    const { safeBy, ping } = settings;
    const health = new ChannelHealth(parts);
    this.#health = health;
    this.#outbox = new Outbox(parts, safeBy);
    this.#board = new NewsBoard(this.#outbox, clock, (journal, reading) => this.#pings?.noteRead(journal, reading));
    this.#queues = createChannels(settings, parts).map(
      (channel) => new ChannelQueue(channel, { clock, random, health }),
    );
    if (ping === undefined) return;
    const readUrl = (): string => parts.readSecret(ping);
    const deadMansSwitch = new DeadMansSwitch({ http, clock, random, signal: this.#abort.signal, readUrl, health });
    this.#pings = new HandOffPings(deadMansSwitch, () => this.#board.troubles);
  }

  /** To be told of what the daemon writes into its journals. */
  readonly journals: JournalListener = {
    onRecord: (journal, record, history) => {
      this.#pings?.hear(journal, record, () => history().state);
      // Of the files of a job under way, nothing is to be told; of a copy that was read again, what was found.
      const isReading = record.type === "verified" && record.by !== undefined;
      if (!isReading && !TELLING.includes(record.type)) return;
      const session = sessionFileOf(basename(journal, ".jsonl"));
      this.#board.toRead(journal, ...(session === undefined ? [] : [join(dirname(journal), `${session}.jsonl`)]));
      this.#wakeUp.ring();
    },
  };

  hearEvent(event: DaemonEvent): void {
    if (event.event === "flagFolderBack") {
      this.#pings?.noteAway(undefined);
      this.#board.toRead(...this.#outbox.findJournals());
      this.#wakeUp.ring();
    } else if (event.event === "flagFolderAway")
      this.#pings?.noteAway(`the flag folder ${event.flagFolder} can't be read: ${event.reason}`);
  }

  /** Tells while something runs, and what is left afterwards, for ten seconds at most; nothing more after a signal. */
  async during<T extends { readonly reason: string }>(run: () => Promise<T>): Promise<T> {
    this.#board.toRead(...this.#outbox.findJournals());
    this.#health.begin(this.#queues.map(({ channel }) => channel.name));
    const loop = this.#loop();
    let end: T | undefined;
    try {
      end = await run();
      return end;
    } finally {
      this.#isEnding = true;
      if (end === undefined || end.reason === "signal") this.#abort.abort();
      this.#wakeUp.ring();
      await loop;
      await this.#finish();
    }
  }

  async #loop(): Promise<void> {
    while (!this.#isEnding) {
      this.#board.read(READING_MS);
      for (const queue of this.#queues)
        if (queue.waitToSend() === 0) this.#sendNext(queue, { gathers: queue.waitToGather() === 0 });
      this.#pings?.pingDaily();
      await this.#wakeUp.wait(this.#board.hasUnread ? 1 : this.#nextIn(), this.#parts.clock);
    }
  }

  async #finish(): Promise<void> {
    const cancel = this.#parts.clock.after(FINISH_MS, () => {
      mark("notify: a daemon that ends leaves what is not sent by then to the next one");
      this.#abort.abort();
    });
    while (!this.#abort.signal.aborted) {
      this.#board.read(Infinity);
      for (const queue of this.#queues)
        if (queue.sending === undefined && !queue.hasFailed) this.#sendNext(queue, { gathers: true });
      const sending = this.#queues.flatMap((queue) => queue.sending ?? []);
      if (sending.length === 0) break;
      await Promise.all(sending);
    }
    await Promise.all([this.#pings?.settled(), ...this.#queues.map(({ sending }) => sending)]);
    cancel();
  }

  #sendNext(queue: ChannelQueue, { gathers }: { readonly gathers: boolean }): void {
    const { channel } = queue;
    const { settings, clock, report } = this.#parts;
    const { since, failing } = this.#health.of(channel.name);
    const message = this.#board.unsent(channel.name)[0] ?? (gathers ? this.#board.gather(channel, since) : undefined);
    if (message === undefined) return;
    if (clock.now().getTime() - Date.parse(message.at) > GIVE_UP_MS) {
      mark("notify: a message that its channel did not take for a day is given up");
      this.#board.settle(message, failing?.reason ?? "no daemon ran to send it");
      return this.#wakeUp.ring();
    }
    queue.send(composeMessage(message.id, message.news, settings), this.#abort.signal, () => {
      this.#board.settle(message);
      report({ event: "told", channel: channel.name });
    });
    void queue.sending?.then(this.#wakeUp.ring);
  }

  #nextIn(): number {
    const waits = this.#queues.map((queue) =>
      this.#board.unsent(queue.channel.name).length > 0 ? queue.waitToSend() : queue.waitToGather(),
    );
    return Math.min(LOOK_MS, ...waits.filter((wait) => wait > 0));
  }
}
